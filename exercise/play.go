package exercise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/protocol"
	"writ/workflows"
)

const (
	// lookEvery is how often the record is read, unless a stage says otherwise.
	lookEvery = 40 * time.Millisecond
	// lookAtGrantsEvery is how often all grants are read while nothing is done to
	// them: only their clocks move them then.
	lookAtGrantsEvery = time.Second
	// arriveWithin is how long an act waits for its request, beyond its own
	// instant, before the play is given up.
	arriveWithin = 60 * time.Second
	// patience is how long alarms are held back, in real seconds; see
	// protocol.Exercise.
	patience = 10.0
)

// Stage is where a scenario is played: a provisioned cluster with the workers
// of all parties running.
type Stage struct {
	// Client returns a client of a namespace; it stays the stage's.
	Client func(ctx context.Context, namespace string) (client.Client, error)
	// Directory is the directory in use; a scenario that names its own is played
	// by its own parties: see [Scenario.Parties].
	Directory protocol.Directory
	// Speed overrides the scenario's, in seconds of case time per second; 0 leaves
	// it.
	Speed float64
	// LookEvery is how often the record is read, in real time; 0 means 40 ms. Where
	// many plays share workers, less often is faster.
	LookEvery time.Duration
	// Tune changes the exercise before the case opens; nil leaves it.
	Tune func(*protocol.Exercise)
	// Twice delivers every act twice, as a bad line would.
	Twice bool
	// Ledger says that the case tells the ledgers of its parties what happens.
	Ledger bool
	// Opened is called once, when the case is open, with its first record. Happened
	// is called with each event as the case learns of it, and the act that is next.
	Opened   func(casefile.Opening)
	Happened func(casefile.Event, casefile.Record)
	// Stood is called with each event of a standing access, as its grantor learns of
	// it.
	Stood func(casefile.Event, Grant)
}

// Played is a case that was played to the end of its script.
type Played struct {
	Case   casefile.CaseID
	Record casefile.Record
	// Grants are the standing accesses of the script, in its order.
	Grants []Standing
	// Now is case time when the script ended.
	Now time.Time
}

// Play opens the scenario's grants and its case, and performs its acts, one after
// the other in the order of their dates. An act that the engine refuses ends the
// play: the script is wrong, or the engine is.
func Play(ctx context.Context, stage Stage, s Scenario) (Played, error) {
	p, err := prepare(ctx, stage, s)
	if err != nil {
		return Played{}, err
	}
	for _, next := range s.steps() {
		if err := p.take(ctx, next); err != nil {
			return p.played(), err
		}
	}
	err = p.settle(ctx)
	return p.played(), err
}

// player is one play under way.
type player struct {
	stage    Stage
	scenario Scenario
	exercise protocol.Exercise
	in       protocol.CaseInput
	opened   bool          // the case is
	home     client.Client // of the requester's namespace
	record   casefile.Record
	grants   []*Standing // of the scenario, in its order
	looked   time.Time   // when the grants were last read
}

func (p *player) played() Played {
	done := Played{Case: p.in.Opening.Case, Record: p.record, Now: p.now()}
	for _, g := range p.grants {
		done.Grants = append(done.Grants, *g)
	}
	return done
}

// take performs one step of the script at its instant.
func (p *player) take(ctx context.Context, s step) error {
	if err := p.until(ctx, s.at); err != nil {
		return err
	}
	switch {
	case s.grant >= 0:
		g := p.grants[s.grant]
		if err := p.grant(ctx, g); err != nil {
			return fmt.Errorf("grant %q at %s: %w", g.Grant.Name, s.at.Format(time.RFC3339), err)
		}
	case s.act >= 0:
		act := p.scenario.Acts[s.act]
		if err := p.perform(ctx, s.act, act); err != nil {
			return fmt.Errorf("act %d: %s %s at %s: %w", s.act+1, act.Party, act.Do, act.At.Format(time.RFC3339), err)
		}
	default:
		return p.open(ctx)
	}
	return nil
}

// now is case time.
func (p *player) now() time.Time { return workflows.CaseTime(&p.exercise, time.Now()) }

// until waits for an instant of case time.
func (p *player) until(ctx context.Context, at time.Time) error {
	for left := at.Sub(p.now()); left > 0; left = at.Sub(p.now()) {
		wait := time.Duration(float64(left)/p.exercise.Speed) + time.Millisecond
		// Look at the record meanwhile, so that what happens shows as it happens.
		if err := pause(ctx, min(wait, p.stage.LookEvery)); err != nil {
			return err
		}
		if err := p.look(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// look reads the record and passes on what is new in it, and now and then the
// grants.
func (p *player) look(ctx context.Context) error {
	if time.Since(p.looked) > lookAtGrantsEvery {
		if err := p.lookAtGrants(ctx); err != nil {
			return err
		}
	}
	if !p.opened {
		return ctx.Err()
	}
	value, err := p.home.QueryWorkflow(ctx, protocol.CaseWorkflowID(p.in.Opening.Case), "", protocol.QueryRecord)
	if err != nil {
		// No worker answers now, or the case has not begun: look again later.
		return ctx.Err()
	}
	var r casefile.Record
	if err := value.Get(&r); err != nil {
		return err
	}
	for _, e := range r.Events[min(len(p.record.Events), len(r.Events)):] {
		if p.stage.Happened != nil {
			p.stage.Happened(e, r)
		}
	}
	p.record = r
	return nil
}

// perform waits for the act's instant and for the request that it answers, and
// sends it.
func (p *player) perform(ctx context.Context, n int, act Act) error {
	party, ok := p.stage.Directory.Party(act.Party)
	if !ok {
		return fmt.Errorf("party %q is not in the directory", act.Party)
	}
	if err := p.happened(ctx, act.After); err != nil {
		return err
	}
	body, err := verbs[act.Do].body(act, p.act(n, act, party))
	if err != nil {
		return err
	}
	c, err := p.stage.Client(ctx, party.Namespace)
	if err != nil {
		return err
	}
	id, err := p.request(ctx, act)
	if err != nil {
		return err
	}
	if err := p.deliver(ctx, c, id, n, act, body); err != nil {
		return err
	}
	if p.stage.Twice {
		if err := p.deliver(ctx, c, id, n, act, body); err != nil {
			return err
		}
	}
	return p.known(ctx, act)
}

// known waits until the case knows of an act, so that the next one is decided
// on the same record wherever the play runs.
func (p *player) known(ctx context.Context, act Act) error {
	switch {
	case act.Grant != "":
		return p.settled(ctx, p.standing(act.Grant))
	case quiet[act.Do]:
		return nil
	}
	for begun := time.Now(); time.Since(begun) < arriveWithin; {
		if slices.ContainsFunc(p.record.Events, func(e casefile.Event) bool { return e.At.Equal(act.At.Time) && e.By == act.Party }) {
			return nil
		}
		if err := p.lookAgain(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("given up after %s: the case has not learned of it", arriveWithin)
}

// happened waits until an event is on the record.
func (p *player) happened(ctx context.Context, ref EventRef) error {
	if ref.Kind == "" {
		return nil
	}
	for begun := time.Now(); time.Since(begun) < arriveWithin; {
		if _, err := ref.find(p.played()); err == nil {
			return nil
		}
		if err := p.lookAgain(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("given up after %s: no event %s", arriveWithin, ref)
}

// act is who acts, when, and the key that makes repeating it harmless.
func (p *player) act(n int, act Act, party protocol.Party) casefile.Act {
	role := act.Role
	if role == "" {
		role = party.Office
	}
	return casefile.Act{Key: p.key(n), By: casefile.Decider{Party: party.ID, Role: role, Name: act.Name}, At: act.At.Time}
}

func (p *player) key(n int) string { return fmt.Sprintf("%s-%d", p.scenario.ID, n+1) }

// settle waits until the case has taken what its last hops report: the end of
// its workflow when the script concluded it.
func (p *player) settle(ctx context.Context) error {
	if slices.ContainsFunc(p.scenario.Acts, func(a Act) bool { return a.Grant == "" && ends(a.Do) }) {
		bounded, cancel := context.WithTimeout(ctx, arriveWithin)
		defer cancel()
		if err := p.home.GetWorkflow(bounded, protocol.CaseWorkflowID(p.in.Opening.Case), "").Get(bounded, nil); err != nil {
			return fmt.Errorf("the case did not end: %w", err)
		}
	}
	if err := p.lookAtGrants(ctx); err != nil {
		return err
	}
	return p.look(ctx)
}

func ends(do string) bool { return do == "conclude" || do == "withdraw" }

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
