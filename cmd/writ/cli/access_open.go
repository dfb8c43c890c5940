package cli

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
	"writ/workflows"
)

// accessOpenFlags is what an access is opened with.
type accessOpenFlags struct {
	accessActor
	termsFlags
	as, grantee, grantor string
	id                   string
	contract             string
	policy, data, under  string
	reviewAt             []string
}

func (a *app) accessOpenCommand() *cobra.Command {
	f := &accessOpenFlags{}
	cmd := &cobra.Command{
		Use:   "open --as PARTY (--grantee PARTY | --grantor PARTY) --contract NAME --purpose PURPOSE...",
		Short: "Grant standing access, or ask for it",
		Long: `Grant standing access to data, as a platform or a reseller: --grantee says to whom.
Or ask for it, as an agency or a reseller: --grantor says of whom.

A contract is for stated purposes under one version of the platform's policy; each
use of it is declared and checked against both. A reseller that passes on what it
was itself granted says from where with --under: what happens above reaches it. Who
asks a reseller says whose data it is with --data.`,
		Example: `  writ access open --as twitter --grantee dataminr --contract "news alerts" --purpose breaking-news \
    --scope "public posts, near real time"
  writ access open --as dataminr --grantee home-office --contract alerts --purpose public-safety --under 3f0c2f6e
  writ access open --as nypd --grantor twitter --contract alerts --purpose public-safety`,
		Args: cobra.NoArgs,
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.as, "as", "", "the `PARTY` that opens it")
	fl.StringVar(&f.grantee, "grantee", "", "grant it to this `PARTY`")
	fl.StringVar(&f.grantor, "grantor", "", "ask this `PARTY` for it")
	fl.StringVar(&f.contract, "contract", "", "its `NAME`, which tells it from others between the same two")
	f.add(cmd, "a stated `PURPOSE`, repeatable: "+joined(policy.Purposes()))
	fl.StringVar(&f.data, "data", "", "the platform whose data it is, a `HOLDER`; default: the grantor, or what --under passes on")
	fl.StringVar(&f.policy, "policy", "", "the `ID` of the policy's version; default: the one that held at that time")
	fl.StringVar(&f.under, "under", "", underHelp)
	fl.StringArrayVar(&f.reviewAt, "review-at", nil, "a `TIME` at which the grantor looks into it, repeatable")
	fl.StringVar(&f.id, "id", "", "its `ID`, a UUID; default: a new one. Opening it twice is opening it once")
	f.timeFlags(cmd)
	cmd.MarkFlagsOneRequired("grantee", "grantor")
	cmd.MarkFlagsMutuallyExclusive("grantee", "grantor")
	cmd.MarkFlagsMutuallyExclusive("under", "grantor")
	cmd.MarkFlagsMutuallyExclusive("review-at", "grantor")
	for _, name := range []string{"as", "contract", "purpose"} {
		must(cmd.MarkFlagRequired(name))
	}
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error { return s.openNewAccess(ctx, f) }))
	return cmd
}

// openedAccess is what opening an access prints.
type openedAccess struct {
	Access casefile.GrantID `json:"access"`
	// Already means that it was open before and nothing was started.
	Already bool                   `json:"already"`
	Opening casefile.AccessOpening `json:"opening"`
	// Missing are the stated purposes for which the access cannot be used that is
	// passed on, as it stands now.
	Missing []legal.Purpose `json:"missing,omitempty"`

	party casefile.PartyID
}

func (v openedAccess) write(p *page) {
	o := v.Opening
	switch {
	case v.Already:
		p.line("access %s is already open; nothing was started", v.Access)
	case o.Requested:
		p.para("", fmt.Sprintf("access %s asked of %s; it is not active before %s has granted it", v.Access, o.Grantor, o.Grantor))
	default:
		p.line("access %s granted to %s under %s", v.Access, o.Grantee, o.Policy)
		if passesOn(o) {
			p.para("  ", fmt.Sprintf("active once it has been heard how %s's own access stands", o.Grantor))
		}
	}
	if len(v.Missing) > 0 {
		p.para("  ", fmt.Sprintf("note: %s's own access cannot be used for %s now; until it can, this one cannot be used for it either", o.Grantor, joined(v.Missing)))
	}
	p.line("  writ access show %s --party %s", shortID(string(v.Access)), v.party)
}

// newAccess is an access about to be started on one side.
type newAccess struct {
	party   protocol.Party
	opening casefile.AccessOpening
	kind    string // workflow type
	id      string
	options client.StartWorkflowOptions
	input   any
}

// openNewAccess starts the side of the party that opens it.
func (s *session) openNewAccess(ctx context.Context, f *accessOpenFlags) error {
	n, err := s.newAccess(ctx, f)
	if err != nil {
		return err
	}
	c, err := s.client(ctx, n.party)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	_, err = c.ExecuteWorkflow(bounded, n.options, n.kind, n.input)
	if _, already := errors.AsType[*serviceerror.WorkflowExecutionAlreadyStarted](err); already {
		return s.accessAlreadyOpen(ctx, f, n)
	}
	if err != nil {
		return s.cause(ctx, n.party, err)
	}
	return s.app.print(openedAccess{Access: n.opening.Grant, Opening: n.opening, Missing: s.missingAbove(ctx, n), party: n.party.ID})
}

// newAccess makes the start of one side, and refuses what its machine refuses.
func (s *session) newAccess(ctx context.Context, f *accessOpenFlags) (newAccess, error) {
	now := s.app.now().UTC().Truncate(time.Millisecond)
	p, o, err := s.accessOpening(f, now)
	if err != nil {
		return newAccess{}, err
	}
	desk := casefile.Desk{Party: p.ID, Office: p.Office, Zone: p.Zone, Calendar: p.Calendar, Jurisdiction: p.Jurisdiction}
	n := newAccess{party: p}
	if f.grantor != "" {
		in := protocol.SubscriptionInput{Start: access.SubscriptionStart{Desk: desk}, Ledger: s.cfg.Ledger.On()}
		if err := s.completeOpening(f, &o); err != nil {
			return n, err
		}
		in.Start.Opening = o
		n.kind, n.id, n.opening = protocol.Subscription, protocol.SubscriptionWorkflowID(o.Grant), o
		n.options, n.input = workflows.SubscriptionOptions(in), in
		_, err = access.NewSubscription(in.Start)
	} else {
		in := protocol.AccessInput{Start: access.GrantStart{Desk: desk}, Ledger: s.cfg.Ledger.On()}
		if in.Start.Under, err = s.passedOn(ctx, f, p, &o); err != nil {
			return n, err
		}
		if err := s.completeOpening(f, &o); err != nil {
			return n, err
		}
		if in.Start.Under == "" && passesOn(o) {
			return n, s.noSource(ctx, p, o.Data)
		}
		in.Start.Opening = o
		n.kind, n.id, n.opening = protocol.Access, protocol.AccessWorkflowID(o.Grant), o
		n.options, n.input = workflows.AccessOptions(in), in
		_, err = access.NewGrant(in.Start)
	}
	if err != nil {
		return n, notOpened(err)
	}
	return n, nil
}

// notOpened is a start that its machine does not take.
func notOpened(err error) error {
	if r, ok := errors.AsType[*casefile.Refusal](err); ok {
		return newFault(r.Code, r.Hint, "%s", r.Message).because(err)
	}
	return newFault("not-opened", "", "%s", err).because(err)
}

// accessOpening reads what needs no server: the two parties, the terms, the times.
func (s *session) accessOpening(f *accessOpenFlags, now time.Time) (protocol.Party, casefile.AccessOpening, error) {
	var o casefile.AccessOpening
	p, other, err := s.accessParties(f)
	if err != nil {
		return p, o, err
	}
	terms, err := f.terms()
	if err != nil {
		return p, o, err
	}
	f.complete(terms, casefile.AccessTerms{})
	at, notBefore, err := f.moments(now)
	if err != nil {
		return p, o, err
	}
	if at.IsZero() {
		at = now
	}
	o = casefile.AccessOpening{
		Grant: casefile.NewGrantID(), Grantor: p.ID, Grantee: other.ID, Contract: f.contract, Terms: *terms,
		At: at, NotBefore: notBefore, Seen: now, Source: f.source,
		By: casefile.Decider{Party: p.ID, Role: p.Office, Name: f.name},
	}
	if f.grantor != "" {
		o.Grantor, o.Grantee, o.Requested = other.ID, p.ID, true
	}
	if f.id != "" {
		o.Grant = casefile.GrantID(strings.ToLower(f.id))
		if err := o.Grant.Validate(); err != nil {
			return p, o, newFault("bad-id", "leave --id out for a new one", "--id: %s", err).because(err)
		}
	}
	if strings.TrimSpace(f.contract) == "" {
		return p, o, newFault("no-contract", "name it, for example --contract \"news alerts\"", "--contract is empty: it tells this access from others between %s and %s", o.Grantor, o.Grantee)
	}
	for _, typed := range f.reviewAt {
		review, err := parseInstant("review-at", typed)
		if err != nil {
			return p, o, err
		}
		if !review.After(at) {
			return p, o, newFault("bad-review", "", "--review-at %s is not after the begin of the access, %s", typed, at.Format(time.RFC3339))
		}
		o.ReviewAt = append(o.ReviewAt, review)
	}
	return p, o, nil
}

// accessAlreadyOpen tells the same opening, sent again, from another one under an id
// that is taken. What defaults to now differs each time and does not count.
func (s *session) accessAlreadyOpen(ctx context.Context, f *accessOpenFlags, n newAccess) error {
	var before struct {
		Start struct {
			Opening casefile.AccessOpening `json:"opening"`
			Under   casefile.GrantID       `json:"under"`
		} `json:"start"`
	}
	if err := s.input(ctx, n.party, n.id, &before); err != nil {
		return err
	}
	o, was := n.opening, before.Start.Opening
	o.Seen = was.Seen
	if f.at == "" {
		o.At = was.At
	}
	if f.policy == "" {
		o.Policy = was.Policy
	}
	same := o.At.Equal(was.At) && o.NotBefore.Equal(was.NotBefore) && sameInstants(o.ReviewAt, was.ReviewAt)
	o.At, o.NotBefore, o.ReviewAt = was.At, was.NotBefore, was.ReviewAt
	if in, ok := n.input.(protocol.AccessInput); ok {
		same = same && in.Start.Under == before.Start.Under
	}
	if !same || !reflect.DeepEqual(o, was) {
		return newFault("id-taken", fmt.Sprintf("leave --id out for a new one, or see writ access show %s --party %s", shortID(string(o.Grant)), n.party.ID),
			"access %s was opened before, with other content", o.Grant)
	}
	return s.app.print(openedAccess{Access: was.Grant, Already: true, Opening: was, party: n.party.ID})
}

func sameInstants(a, b []time.Time) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].Equal(b[i]) {
			return false
		}
	}
	return true
}

// purposesAllowed refuses purposes that no contract under the policy may state, with
// the rule.
func purposesAllowed(p *policy.Policy, purposes []legal.Purpose) error {
	breaches := p.Allows(purposes)
	if len(breaches) == 0 {
		return nil
	}
	lines := make([]string, len(breaches))
	for i, b := range breaches {
		lines[i] = breachWords(b)
	}
	return newFault("purpose-refused", "writ law policy "+string(p.ID)+" says which it allows and forbids",
		"no contract under %s may be for this:\n%s", p.ID, strings.Join(lines, "\n"))
}
