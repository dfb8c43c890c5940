package exercise

import (
	"context"
	"fmt"
	"time"

	"writ/casefile"
	"writ/protocol"
	"writ/workflows"
)

// prepare makes ready what is played, and says at once what could not be.
func prepare(ctx context.Context, stage Stage, s Scenario) (*player, error) {
	stage.Directory = s.Parties(stage.Directory)
	requester, ok := stage.Directory.Party(s.Case.Requester)
	if !ok {
		return nil, fmt.Errorf("requester %q is not in the directory", s.Case.Requester)
	}
	home, err := stage.Client(ctx, requester.Namespace)
	if err != nil {
		return nil, err
	}
	speed := s.Speed
	if stage.Speed > 0 {
		speed = stage.Speed
	}
	p := &player{
		stage: stage, scenario: s, home: home,
		exercise: protocol.Exercise{Epoch: s.Epoch.Time, Start: time.Now(), Speed: speed, Patience: patience},
	}
	if stage.LookEvery <= 0 {
		p.stage.LookEvery = lookEvery
	}
	if stage.Tune != nil {
		stage.Tune(&p.exercise)
	}
	for _, g := range s.Grants {
		p.grants = append(p.grants, &Standing{Grant: g, ID: casefile.NewGrantID()})
	}
	if p.in, err = p.caseInput(requester); err != nil {
		return nil, fmt.Errorf("the case is not opened: %w", err)
	}
	return p, nil
}

func (p *player) caseInput(requester protocol.Party) (protocol.CaseInput, error) {
	c := p.scenario.Case
	account, err := casefile.ParseIdentifier(c.Account)
	if err != nil {
		return protocol.CaseInput{}, err
	}
	in := protocol.CaseInput{Exercise: &p.exercise, Ledger: p.stage.Ledger, Opening: casefile.Opening{
		Case: casefile.NewCaseID(), Requester: requester.ID, Account: account, Holder: c.Holder, Offence: c.Offence,
		Threat: c.Threat, Guard: c.Guard, Strategy: c.Strategy, Detected: c.Detected.Time,
		At: c.At.Time, Zone: requester.Zone, Jurisdiction: requester.Jurisdiction, Authority: requester.Authority,
		Edition: c.Edition, Purpose: c.Purpose, Protected: c.Protected, Office: requester.Office,
		Access: p.origin(), By: casefile.Decider{Party: requester.ID, Role: requester.Office},
	}}
	return in, in.Opening.Validate()
}

// open opens the case.
func (p *player) open(ctx context.Context) error {
	if _, err := p.home.ExecuteWorkflow(ctx, workflows.CaseOptions(p.in), protocol.Identification, p.in); err != nil {
		return fmt.Errorf("open the case: %w", err)
	}
	p.opened = true
	if p.stage.Opened != nil {
		p.stage.Opened(p.in.Opening)
	}
	if p.scenario.Case.Access == nil {
		return nil
	}
	return p.caseKnows(ctx)
}
