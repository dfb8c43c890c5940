package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// This file says from where a reseller passes on what is another's: from an access of
// its own, so that what happens to that one reaches those to whom it passed it on.

// underHelp is the help of --under.
const underHelp = "the grantor's own `ACCESS` that is passed on; the grantee does not learn of it"

// heldWords are the words of the ids of what a party holds.
var heldWords = []string{"subscription"}

// passesOn reports whether the grantor of an access passes on what is another's.
func passesOn(o casefile.AccessOpening) bool { return string(o.Data) != string(o.Grantor) }

// passedOn finds the grantor's own access that a grant passes on, and takes over from
// it whose data it is.
func (s *session) passedOn(ctx context.Context, f *accessOpenFlags, p protocol.Party, o *casefile.AccessOpening) (casefile.GrantID, error) {
	if f.under == "" {
		return "", nil
	}
	above, err := s.source(ctx, p, f.under)
	o.Data = above.Data
	return above.Grant, err
}

// source finds the reseller's own access that was typed.
func (s *session) source(ctx context.Context, p protocol.Party, typed string) (casefile.AccessOpening, error) {
	if p.Role != protocol.RoleReseller {
		return casefile.AccessOpening{}, newFault("not-a-reseller", "leave --under out", "%s is of role %s: only a reseller passes on what it was granted", p.ID, p.Role)
	}
	r, err := s.find(ctx, p, typed, heldWords, "contract", fmt.Sprintf("writ access list --party %s shows what it holds", p.ID))
	if err != nil {
		return casefile.AccessOpening{}, err
	}
	var above protocol.SubscriptionInput
	err = s.input(ctx, p, r.ID, &above)
	return above.Start.Opening, err
}

// missingAbove are the stated purposes of a new access for which the one that it passes
// on cannot be used now. None where that one does not answer: the new access is open
// all the same, and shows how it stands.
func (s *session) missingAbove(ctx context.Context, n newAccess) []legal.Purpose {
	in, ok := n.input.(protocol.AccessInput)
	if !ok || in.Start.Under == "" {
		return nil
	}
	task, err := ask[protocol.Task](ctx, s, n.party, protocol.SubscriptionWorkflowID(in.Start.Under), protocol.QueryTask)
	if err != nil {
		return nil
	}
	return missingIn(task, n.opening.Terms.Purposes)
}

// missingIn are the purposes for which an access cannot be used now.
func missingIn(above protocol.Task, purposes []legal.Purpose) []legal.Purpose {
	usable := newAccessView(above, above.Now, time.UTC).Usable
	return slices.DeleteFunc(slices.Clone(purposes), func(p legal.Purpose) bool { return slices.Contains(usable, p) })
}

// noSource refuses to pass on another's data from nowhere, and says from which of its
// own accesses the party may.
func (s *session) noSource(ctx context.Context, p protocol.Party, data legal.HolderID) error {
	rows, err := s.list(ctx, p, fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus = 'Running'", protocol.Subscription))
	if err != nil {
		return err
	}
	var may []string
	for _, r := range rows {
		var held protocol.SubscriptionInput
		if err := s.input(ctx, p, r.ID, &held); err != nil {
			return err
		}
		if o := held.Start.Opening; o.Data == data {
			may = append(may, fmt.Sprintf("%s (of %s, %q: %s)", shortID(r.ID), o.Grantor, o.Contract, accessStage(casefile.Stage(r.Stage))))
		}
	}
	hint := fmt.Sprintf("%s holds none: writ access open --as %s --grantor PARTY asks for one", p.ID, p.ID)
	if len(may) > 0 {
		hint = "it holds " + strings.Join(may, "; ")
	}
	return newFault("no-source", hint, "%s passes on data of %s: say with --under from which of its own accesses", p.ID, data)
}

// sourceOfAnswer finds the access from which a reseller passes on what it was asked for;
// empty where the data is the grantor's own, or where that is known already.
func (o *onAccess) sourceOfAnswer(ctx context.Context, typed string) (casefile.GrantID, error) {
	task, err := o.task(ctx)
	if err != nil || task.Access == nil {
		return "", err
	}
	asked := task.Access.Start.Opening
	if typed == "" {
		if needsSource(task) {
			err = o.noSource(ctx, o.party, asked.Data)
		}
		return "", err
	}
	above, err := o.source(ctx, o.party, typed)
	if err == nil && above.Data != asked.Data {
		err = newFault("other-data", fmt.Sprintf("writ access list --party %s shows what it holds", o.party.ID),
			"--under %s is access to data of %s: what is asked for is data of %s", typed, above.Data, asked.Data)
	}
	return above.Grant, err
}

// needsSource reports whether a request waits whose answer says from where it is passed
// on.
func needsSource(t protocol.Task) bool {
	return t.Access != nil && t.Stage == string(casefile.StageAccessRequested) && t.Access.Start.Under == "" && passesOn(t.Access.Start.Opening)
}

// accessLine is what one types for an action that is open on an access.
func accessLine(action string, t protocol.Task) string {
	line := accessCommandLine(action, shortID(t.ID), t.Party)
	if action == string(casefile.AccessGrant) && needsSource(t) {
		line += " --under ACCESS"
	}
	return line
}
