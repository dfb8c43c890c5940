package main

import (
	"net/netip"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// decision is an update that a scripted person sends.
type decision struct {
	namespace, workflowID, update, key string
	arg                                any
}

var (
	agent = casefile.Decider{Party: "nypd", Role: legal.RoleAgency}
	judge = casefile.Decider{Party: "manhattan-court", Role: legal.RoleJudge}
)

// owesNotice are the holders whose policy has the user told before disclosure.
var owesNotice = map[legal.HolderID]bool{"twitter": true, "example-mail": true}

// instruments are what is applied for at each holder.
var instruments = map[legal.HolderID]legal.InstrumentID{
	"twitter": "us.2703d-order", "example-mail": "us.2703d-order", "example-isp": "us.subpoena",
}

// disclosed is what each holder answers: it leads to the next one.
func disclosed(holder legal.HolderID, at time.Time) casefile.Identifier {
	switch holder {
	case "twitter":
		return casefile.Identifier{Kind: legal.KindEmail, Value: "someone@mail.example"}
	case "example-mail":
		return casefile.Identifier{Kind: legal.KindIP, IP: &casefile.IPObservation{
			Address: netip.MustParseAddr("198.51.100.7"), Port: 51413, At: at.Add(-24 * time.Hour), PrecisionSeconds: 1}}
	}
	return casefile.Identifier{Kind: legal.KindSubscriber, Subscriber: &casefile.Subscriber{
		Name: "the subscriber of the line", Address: "1 Example Street"}}
}

// opening is the ordinary case: no threat, no guard, chain order.
func opening(now time.Time) casefile.Opening {
	return casefile.Opening{
		Case: casefile.NewCaseID(), Requester: "nypd", Holder: "twitter",
		Account:  casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"},
		Offence:  legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5},
		Strategy: casefile.StrategyChain, Detected: now.Add(-time.Hour), At: now,
		Zone: "America/New_York", Jurisdiction: "US", Authority: "manhattan-court",
		Edition: legal.CurrentEdition, By: agent,
	}
}

// decisions are what the persons do when something happens in the engine, one
// after the other.
func decisions(e event, now time.Time) []decision {
	act := func(update string, by casefile.Decider) casefile.Act {
		return casefile.Act{Key: e.ID + "/" + update, By: by}
	}
	one := func(update string, key string, arg any) decision {
		return decision{e.Namespace, e.ID, update, key, arg}
	}
	switch in := e.Input.(type) {
	case protocol.HopInput:
		a := act(protocol.UpdateApply, agent)
		return []decision{one(protocol.UpdateApply, a.Key, casefile.Apply{Act: a, Instrument: instruments[in.Start.Lead.Holder], Facts: "Threats were posted by this account."})}
	case protocol.AuthorisationInput:
		a := act(protocol.UpdateDecide, judge)
		return []decision{one(protocol.UpdateDecide, a.Key, casefile.DecideApplication{Act: a, Verdict: casefile.Granted})}
	case protocol.PreservationInput:
		if in.Custody {
			return nil
		}
		a := act(protocol.UpdateDecide, holderOf(in.Hold.Holder))
		return []decision{one(protocol.UpdateDecide, a.Key, casefile.DecidePreservation{Act: a, Status: casefile.Preserved})}
	case protocol.DisclosureInput:
		var all []decision
		if owesNotice[in.Demand.Holder] {
			a := act(protocol.UpdateGiveNotice, holderOf(in.Demand.Holder))
			all = append(all, one(protocol.UpdateGiveNotice, a.Key, a))
		}
		a := act(protocol.UpdateDecide, holderOf(in.Demand.Holder))
		return append(all, one(protocol.UpdateDecide, a.Key, casefile.DecideDisclosure{
			Act: a, Status: casefile.Disclosed, Delivered: []casefile.Identifier{disclosed(in.Demand.Holder, now)}}))
	}
	if e.Type == protocol.Identification && e.Point == pointConclude {
		a := act(protocol.UpdateConclude, agent)
		return []decision{one(protocol.UpdateConclude, a.Key, casefile.Conclude{Act: a, Level: casefile.LevelAccountOwner, Ground: "Recognised in an interview."})}
	}
	return nil
}

func holderOf(id legal.HolderID) casefile.Decider {
	return casefile.Decider{Party: casefile.PartyID(id), Role: legal.RoleHolder}
}
