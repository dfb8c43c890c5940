package cli

import (
	"fmt"
	"slices"
	"strings"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// accessWhat says in a line what of a standing access waits, without personal data and
// without what people wrote.
func accessWhat(t protocol.Task) string {
	data, terms, talks := accessParts(t)
	about := fmt.Sprintf("standing access to data of %s, for %s", data, joined(terms.Purposes))
	var waits []string
	if t.Stage == string(casefile.StageAccessRequested) {
		waits = append(waits, "request")
	}
	if t.Access != nil && t.Access.Review != nil {
		waits = append(waits, "review")
	}
	if n := len(talks); n > 0 && talks[n-1].Result == "" {
		waits = append(waits, talkWhat(talks[n-1]))
	}
	if len(waits) == 0 {
		return about
	}
	return strings.Join(waits, " and ") + ": " + about
}

// talkWhat names what waits in a negotiation.
func talkWhat(t access.Talk) string {
	what := "negotiation"
	if n := len(t.Positions); n > 0 {
		switch t.Positions[n-1].Kind {
		case casefile.EvProtested:
			what = "protest"
		case casefile.EvTermsProposed:
			what = "proposed terms"
		case casefile.EvProtestAnswered:
			what = "answer to proposed terms"
		}
	}
	if t.Overdue {
		what += " (no result known)"
	}
	return what
}

// accessParts are whose data it is, the terms and the negotiations, on either side.
func accessParts(t protocol.Task) (data string, terms casefile.AccessTerms, talks []access.Talk) {
	switch {
	case t.Access != nil:
		return string(t.Access.Start.Opening.Data), t.Access.Terms, t.Access.Talks
	case t.Subscription != nil:
		return string(t.Subscription.Start.Opening.Data), t.Subscription.Terms, t.Subscription.Talks
	}
	return "unknown", casefile.AccessTerms{}, nil
}

// isAccess reports whether work is a standing access.
func isAccess(workflowType string) bool {
	return workflowType == protocol.Access || workflowType == protocol.Subscription
}

// accessActions are the actions that are open to a party, each as one types it: the
// answers of a grantee by their names.
func accessActions(t protocol.Task) []string {
	var all []string
	for _, a := range t.Actions {
		if a == "answer" {
			all = append(all, string(casefile.AccessAgree), string(casefile.AccessMaintain))
			continue
		}
		all = append(all, a)
	}
	return all
}

// always are the acts of a grantor that wait for nothing.
func (v accessView) always() []string {
	switch {
	case !v.grantor():
		return nil
	case v.Stage == string(casefile.StageAccessRequested):
		return []string{"finding"}
	}
	return []string{"finding", "move-policy"}
}

// answersWhatWaits are the actions that settle, or move on, what waits in an inbox; a
// review may end with any decision.
func answersWhatWaits(t protocol.Task) []string {
	beside := []string{"use", "protest", "reinstate"}
	if t.Access == nil || t.Access.Review == nil {
		beside = append(beside, "suspend", "restrict", "terminate")
	}
	return slices.DeleteFunc(accessActions(t), func(a string) bool { return slices.Contains(beside, a) })
}

// accessInboxLines are what one types for what waits on an access.
func accessInboxLines(t protocol.Task) string {
	lines := []string{fmt.Sprintf("writ access show %s --party %s", shortID(t.ID), t.Party)}
	for _, a := range answersWhatWaits(t) {
		lines = append(lines, accessLine(a, t))
	}
	return strings.Join(lines, "\n")
}
