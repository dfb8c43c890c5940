package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
	"go.temporal.io/api/serviceerror"

	"writ/casefile"
	"writ/protocol"
)

// minPrefix is how many characters of an id must be given.
const minPrefix = 4

// idPart is what may stand in an id; anything else never reaches a query.
var idPart = regexp.MustCompile(`^[a-z0-9-]+$`)

// kindsOfID maps the word before the UUID in a workflow id to the workflow type.
var kindsOfID = map[string]string{
	"case": protocol.Identification, "hop": protocol.Hop, "protection": protocol.Protection,
	"authorisation": protocol.Authorisation, "review": protocol.Review,
	"disclosure": protocol.Disclosure, "notice": protocol.Disclosure,
	"preservation": protocol.Preservation, "custody": protocol.Preservation,
	"access": protocol.Access, "subscription": protocol.Subscription,
}

// taskWords are the words of the ids that a person may decide on, in the order
// in which they are tried.
var taskWords = []string{"authorisation", "review", "disclosure", "notice", "preservation", "custody", "hop", "protection", "access", "subscription"}

// splitID takes a workflow id apart: its word, "" when only a UUID was given,
// and its UUID part.
func splitID(id string) (word, rest string) {
	if word, rest, ok := strings.Cut(id, "-"); ok && kindsOfID[word] != "" {
		return word, rest
	}
	return "", id
}

// shortID is the part of a workflow id that people type: the beginning of its
// UUID.
func shortID(workflowID string) string {
	_, rest := splitID(workflowID)
	return rest[:min(8, len(rest))]
}

// findCase resolves a case id or the beginning of one.
func (s *session) findCase(ctx context.Context, p protocol.Party, typed string) (casefile.CaseID, error) {
	r, err := s.find(ctx, p, typed, []string{"case"}, "case", "writ case list shows the cases of "+string(p.ID))
	if err != nil {
		return "", err
	}
	_, id := splitID(r.ID)
	return casefile.CaseID(id), nil
}

// findTask resolves a task: its workflow id or the beginning of one, with or
// without the word in front. Only ids with one of the words are considered.
func (s *session) findTask(ctx context.Context, p protocol.Party, typed string, words []string) (row, error) {
	hint := fmt.Sprintf("writ inbox --party %s shows what %s holds; a task is known to its own party only", p.ID, p.ID)
	return s.find(ctx, p, typed, words, "task", hint)
}

// find looks a workflow up by the beginning of its id. Several ids that share
// one UUID are parts of one piece of work: the one that is still open is meant.
func (s *session) find(ctx context.Context, p protocol.Party, typed string, words []string, noun, hint string) (row, error) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	word, rest := splitID(typed)
	if word != "" && !slices.Contains(words, word) {
		return row{}, newFault("wrong-kind", hint, "%s is no %s that this can be done to", typed, noun)
	}
	if word != "" {
		words = []string{word}
	}
	if !idPart.MatchString(rest) || len(rest) < minPrefix {
		return row{}, newFault("bad-id", hint, "%q is no %s id: give the id or at least its first %d characters", typed, noun, minPrefix)
	}
	found, err := s.candidates(ctx, p, rest, words)
	if err != nil {
		return row{}, err
	}
	return choose(found, typed, noun, string(p.ID), hint)
}

// candidates lists the workflows whose id begins so. A full id is asked for
// directly: visibility may be a moment behind.
func (s *session) candidates(ctx context.Context, p protocol.Party, rest string, words []string) ([]row, error) {
	if uuid.Validate(rest) != nil || len(rest) != len(uuid.Nil.String()) {
		conditions := make([]string, len(words))
		for i, w := range words {
			conditions[i] = fmt.Sprintf("WorkflowId STARTS_WITH '%s-%s'", w, rest)
		}
		return s.list(ctx, p, strings.Join(conditions, " OR "))
	}
	var found []row
	for _, w := range words {
		r, err := s.describe(ctx, p, w+"-"+rest)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, nil
}

// choose takes the one workflow that is meant, or says why there is not one.
func choose(found []row, typed, noun, party, hint string) (row, error) {
	if len(found) == 0 {
		return row{}, newFault("not-found", hint, "%s has no %s %q", party, noun, typed)
	}
	works := map[string]bool{}
	for _, r := range found {
		_, rest := splitID(r.ID)
		works[rest] = true
	}
	if len(works) == 1 {
		// Stable: of equals the first word in the order of the list stands.
		slices.SortStableFunc(found, func(a, b row) int {
			switch {
			case a.Open == b.Open:
				return b.Started.Compare(a.Started)
			case a.Open:
				return -1
			}
			return 1
		})
		return found[0], nil
	}
	ids := []string{}
	for _, r := range found {
		ids = append(ids, r.ID)
	}
	slices.Sort(ids)
	return row{}, newFault("ambiguous", "give more characters of one of: "+strings.Join(ids[:min(5, len(ids))], ", "),
		"%q begins the ids of %d %ss of %s", typed, len(works), noun, party)
}

// isNotFound recognises that a workflow does not exist, not that the namespace
// does not.
func isNotFound(err error) bool {
	_, notFound := errors.AsType[*serviceerror.NotFound](err)
	return notFound
}
