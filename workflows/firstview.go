package workflows

import (
	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

// The views with which workflows are started: each is what the first task of
// the workflow would show, computed by the same machine. A request that no
// machine takes shows no more than what it is; its workflow says what is wrong
// with it.

func applicationView(in protocol.AuthorisationInput) view {
	m, err := casefile.NewApplication(in.Start, in.Application)
	if err != nil {
		return view{What: ApplicationSummary(in.Application)}
	}
	m.Begin()
	return (&authorisation{in: in, machine: m}).view()
}

func challengeView(in protocol.ReviewTask) view {
	m, err := casefile.NewReview(in.Start, in.Challenge)
	if err != nil {
		return view{What: ChallengeSummary(in.Challenge)}
	}
	m.Begin()
	return (&review{in: in, machine: m}).view()
}

func demandView(in protocol.DisclosureInput) view {
	m, err := casefile.NewDemand(in.Start, in.Demand, in.Authorities)
	if err != nil {
		return view{What: DemandSummary(in.Demand)}
	}
	m.Begin()
	return (&disclosure{in: in, machine: m}).view()
}

func holdView(in protocol.PreservationInput) view {
	m, err := casefile.NewHold(in.Start, in.Hold)
	if err != nil {
		return view{What: HoldSummary(in.Hold)}
	}
	m.Begin()
	return (&preservation{in: in, machine: m}).view()
}

func guardView(in protocol.ProtectionInput) view {
	m, err := casefile.NewGuard(in.Start)
	if err != nil {
		return view{What: guardSummary}
	}
	m.Begin()
	return (&protection{in: in, machine: m}).view()
}

// caseView shows the lane that the case will take, before its first hop has
// taken it.
func caseView(in protocol.CaseInput) view {
	o := in.Opening
	v := view{What: CaseSummary(o), Case: o.Case, Stage: string(casefile.StageFollowing), Awaiting: string(o.Requester)}
	if m, err := casefile.NewCase(o); err == nil {
		m.Begin()
		v = (&identification{in: in, machine: m}).view()
	}
	v.Lane = string(casefile.LaneOrdinary)
	switch {
	case o.Access != nil:
		v.Lane = string(casefile.LaneAccess)
	case o.Threat != nil:
		v.Lane = string(casefile.LaneEmergency)
	}
	return v
}

func accessView(in protocol.AccessInput) view {
	m, err := access.NewGrant(in.Start)
	if err != nil {
		return view{What: AccessSummary(in.Start.Opening)}
	}
	m.Begin()
	return (&grant{in: in, machine: m}).view()
}

func subscriptionView(in protocol.SubscriptionInput) view {
	m, err := access.NewSubscription(in.Start)
	if err != nil {
		return view{What: SubscriptionSummary(in.Start.Opening)}
	}
	m.Begin()
	return (&subscription{in: in, machine: m}).view()
}
