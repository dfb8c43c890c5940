package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/protocol"
	"writ/worker"
)

// answerWithin bounds every call that a party's worker or the server has to
// answer. A person at the prompt waits no longer.
const answerWithin = 15 * time.Second

// session is one person's connection: the directory, and a client for each
// namespace that a command turns to.
type session struct {
	app     *app
	cfg     worker.Config
	dir     protocol.Directory
	clients *worker.Clients
	// edition is the law of new cases: the current edition, with the holders of
	// WRIT_LAW.
	edition string
}

// settings reads the environment.
func (a *app) settings(ctx context.Context) (worker.Config, error) {
	cfg, err := worker.LoadConfig(ctx, envconfig.OsLookuper())
	if err != nil {
		return cfg, newFault("bad-setting", "writ worker --help lists all settings", "%s", err).because(err)
	}
	cfg.Command = "writ"
	return cfg, nil
}

// config reads the environment and the directory.
func (a *app) config(ctx context.Context) (worker.Config, protocol.Directory, error) {
	cfg, err := a.settings(ctx)
	if err != nil {
		return cfg, protocol.Directory{}, err
	}
	dir, err := worker.LoadDirectory(string(cfg.Directory))
	if err != nil {
		return cfg, dir, newFault("bad-directory", "", "%s", err).because(err)
	}
	return cfg, dir, nil
}

// connect reads the settings; clients are dialled when they are needed.
func (a *app) connect(ctx context.Context) (*session, error) {
	cfg, dir, err := a.config(ctx)
	if err != nil {
		return nil, err
	}
	edition, err := lawOf(cfg)
	if err != nil {
		return nil, err
	}
	return &session{app: a, cfg: cfg, dir: dir, clients: worker.NewClients(cfg), edition: edition}, nil
}

// with runs a command that talks to a server.
func (a *app) with(f func(ctx context.Context, s *session, args []string) error) func(ctx context.Context, args []string) error {
	return func(ctx context.Context, args []string) error {
		s, err := a.connect(ctx)
		if err != nil {
			return err
		}
		defer s.close()
		return f(ctx, s, args)
	}
}

func (s *session) close() { s.clients.Close() }

// client returns a client of the party's namespace.
func (s *session) client(ctx context.Context, p protocol.Party) (client.Client, error) {
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	c, err := s.clients.For(bounded, p.Namespace)
	if err != nil {
		return nil, s.cause(ctx, p, err)
	}
	return c, nil
}

// party finds a party, and says which there are when there is none.
func (s *session) party(id string) (protocol.Party, error) {
	if p, ok := s.dir.Party(casefile.PartyID(id)); ok {
		return p, nil
	}
	return protocol.Party{}, newFault("unknown-party", "the directory names "+joined(s.dir.IDs()), "no party %q in the directory", id)
}

// requester finds the requester to act as: the one named, or the only one.
func (s *session) requester(id string) (protocol.Party, error) {
	if id != "" {
		p, err := s.party(id)
		if err == nil && p.Role != protocol.RoleRequester {
			err = newFault("wrong-party", "requesters are "+joined(s.requesters()), "%s is a %s: cases belong to a requester", p.ID, p.Role)
		}
		return p, err
	}
	all := s.requesters()
	if len(all) != 1 {
		return protocol.Party{}, newFault("which-party", "say which with --as: "+joined(all), "the directory has %d requesters", len(all))
	}
	return s.party(string(all[0]))
}

// asWords name the requester on a command line that is printed, where the directory
// has several.
func (s *session) asWords(p casefile.PartyID) string {
	if len(s.requesters()) < 2 {
		return ""
	}
	return " --as " + string(p)
}

func (s *session) requesters() []casefile.PartyID {
	var ids []casefile.PartyID
	for _, p := range s.dir.Parties {
		if p.Role == protocol.RoleRequester {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// cause says what a failed call to a party's namespace means: where the server
// is, or that it is the party's worker that does not answer.
func (s *session) cause(ctx context.Context, p protocol.Party, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if unavailable(err) {
		return noServer(s.cfg.Temporal.Address, err)
	}
	if f := explainService(err); f != nil && f.Code == "not-provisioned" {
		f.Message = fmt.Sprintf("the server at %s does not have namespace %q of %s", s.cfg.Temporal.Address, p.Namespace, p.ID)
		return f
	}
	return err
}

// away says that the party's worker did not answer.
func away(p protocol.Party, err error) *fault {
	return newFault("worker-away", fmt.Sprintf("start it with writ worker --party %s, then try again; nothing is lost meanwhile", p.ID),
		"the worker of %s does not answer", p.ID).because(err)
}

// ask queries a workflow in a party's namespace.
func ask[T any](ctx context.Context, s *session, p protocol.Party, workflowID, query string) (T, error) {
	var answer T
	c, err := s.client(ctx, p)
	if err != nil {
		return answer, err
	}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	value, err := c.QueryWorkflow(bounded, workflowID, "", query)
	switch {
	case err == nil:
		return answer, value.Get(&answer)
	case ctx.Err() == nil && (timedOut(err) || nobodyPolls(err)):
		return answer, away(p, err)
	case standsStill(err):
		return answer, newFault("stands-still", fmt.Sprintf("the log of the worker of %s says why; nothing is lost", p.ID),
			"%s stands still: the worker of %s fails on it", workflowID, p.ID).because(err)
	}
	return answer, s.cause(ctx, p, err)
}

// tell sends an update to a workflow in a party's namespace and waits until it
// is accepted or refused. The key makes sending it twice the same as once.
func tell(ctx context.Context, s *session, p protocol.Party, workflowID, update, key string, payload any) (casefile.Receipt, error) {
	var receipt casefile.Receipt
	c, err := s.client(ctx, p)
	if err != nil {
		return receipt, err
	}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	err = sendUntilReady(bounded, c, client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: update, UpdateID: key, Args: []any{payload},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	}, &receipt)
	if err == nil {
		return receipt, nil
	}
	if ctx.Err() == nil && (timedOut(err) || bounded.Err() != nil) {
		f := away(p, err)
		f.Hint = fmt.Sprintf("start it with writ worker --party %s and send the same again: it is taken once", p.ID)
		return receipt, f
	}
	return receipt, s.cause(ctx, p, err)
}

// sendUntilReady sends an update, and again under the same id while the workflow
// is not ready: that happens when something else reaches it in the same moment,
// and the id makes sending it again the same as once.
func sendUntilReady(ctx context.Context, c client.Client, o client.UpdateWorkflowOptions, receipt *casefile.Receipt) error {
	for {
		handle, err := c.UpdateWorkflow(ctx, o)
		if err == nil {
			err = handle.Get(ctx, receipt)
		}
		if _, notReady := errors.AsType[*serviceerror.WorkflowNotReady](err); !notReady {
			return err
		}
		if sleep(ctx, 100*time.Millisecond) != nil {
			return err
		}
	}
}

// nobodyPolls recognises the server's own words for a worker that is away.
func nobodyPolls(err error) bool {
	return strings.Contains(err.Error(), "worker may be down")
}

// standsStill recognises the server's words for a workflow on which its worker
// fails again and again.
func standsStill(err error) bool {
	return strings.Contains(err.Error(), "Workflow Task in failed state")
}

// joined lists ids or words in their order.
func joined[T ~string](ids []T) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}
