package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"writ/casefile"
	"writ/legal"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	testCase = casefile.CaseID("3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d")
	hopOne   = casefile.StepID("6e9b2ddb-0000-5000-8000-000000000001")
	hopTwo   = casefile.StepID("63d2147a-0000-5000-8000-000000000002")
)

// story writes a record by hand: local times in New York, in August 2012.
type story struct {
	record casefile.Record
	seq    map[casefile.StepID]int
}

func at(s string) time.Time {
	t, err := parseInstant("at", "2012-08-"+s+" America/New_York")
	if err != nil {
		panic(err)
	}
	return t
}

// add notes an event that was learned when it happened, unless it says when.
func (s *story) add(step casefile.StepID, when string, kind casefile.EventKind, by casefile.PartyID, more func(*casefile.Event)) {
	s.seq[step]++
	e := casefile.Event{Seq: s.seq[step], Step: step, Kind: kind, At: at(when), Seen: at(when), By: by}
	if more != nil {
		more(&e)
	}
	s.record.Events = append(s.record.Events, e)
}

// turn says whom the step awaits from now on.
func turn(stage casefile.Stage, awaiting casefile.PartyID, due string, more func(*casefile.Event)) func(*casefile.Event) {
	return func(e *casefile.Event) {
		e.Stage, e.Awaiting, e.Turn = stage, awaiting, true
		if due != "" {
			e.Due = at(due)
		}
		if more != nil {
			more(e)
		}
	}
}

func theatreOpening(account casefile.Identifier) casefile.Opening {
	return casefile.Opening{
		Case: testCase, Requester: "nypd", Account: account, Holder: "twitter",
		Offence: legal.Offence{Name: "terroristic threat", Law: "NY Penal Law 490.20"},
		Threat:  &casefile.Threat{Nature: "attack on a theatre", AtRisk: "its audience", Imminence: "the play runs every night"},
		Guard:   true, Strategy: casefile.StrategyChain,
		Detected: at("04T02:15"), At: at("04T02:20"), Seen: at("04T02:20"),
		Zone: "America/New_York", Jurisdiction: "US", Authority: "manhattan-court", Edition: legal.CurrentEdition,
		By: casefile.Decider{Party: "nypd", Role: legal.RoleAgency, Name: "Det. Example"},
	}
}

// theatre is the case of the summer of 2012, up to the platform's answer and
// with an e-mail provider that is late.
func theatre() casefile.Record {
	account := casefile.Identifier{Kind: legal.KindAccount, Value: "@example"}
	email := casefile.Identifier{Kind: legal.KindEmail, Value: "someone@mail.example"}
	lead1 := &casefile.Lead{ID: "l1", Identifier: account, Holder: "twitter", At: at("04T02:20"), Seen: at("04T02:20")}
	lead2 := &casefile.Lead{ID: "l2", Identifier: email, Holder: "example-mail", From: casefile.HopID(hopOne), At: at("07T14:05"), Seen: at("07T14:05")}
	s := &story{seq: map[casefile.StepID]int{}, record: casefile.Record{Opening: theatreOpening(account)}}
	following := turn(casefile.StageFollowing, "nypd", "", nil)
	s.add(casefile.StepCase, "04T02:15", casefile.EvDetected, "nypd", following)
	s.add(casefile.StepCase, "04T02:20", casefile.EvOpened, "nypd", func(e *casefile.Event) { e.Stage, e.Awaiting = casefile.StageFollowing, "nypd" })
	s.add(casefile.StepProtection, "04T02:20", casefile.EvGuardPosted, "nypd", turn(casefile.StageGuarding, "nypd", "05T02:20", nil))
	s.add(hopOne, "04T02:20", casefile.EvHopStarted, "nypd", turn(casefile.StageAwaitingApplication, "nypd", "", func(e *casefile.Event) {
		e.Lead, e.Holder, e.Until = lead1, "twitter", at("18T02:20")
	}))
	s.add(hopOne, "04T02:20", casefile.EvEmergencyAsked, "nypd", turn(casefile.StageAwaitingDisclosure, "twitter", "05T02:20", func(e *casefile.Event) {
		e.Lane, e.Holder = casefile.LaneEmergency, "twitter"
	}))
	s.add(hopOne, "04T18:40", casefile.EvRefused, "twitter", turn(casefile.StageAwaitingApplication, "nypd", "05T18:40", func(e *casefile.Event) {
		e.Lane, e.Code, e.Reason, e.Seen = casefile.LaneOrdinary, casefile.CodeRefused, "not present, specific and immediate", at("04T19:05")
	}))
	s.add(hopOne, "05T10:00", casefile.EvPreserved, "twitter", func(e *casefile.Event) {
		e.Stage, e.Awaiting, e.Due, e.Instrument = casefile.StageAwaitingApplication, "nypd", at("05T18:40"), "us.preservation"
		e.Until = at("04T02:20").AddDate(0, 0, 90)
	})
	s.add(hopOne, "06T09:30", casefile.EvApplied, "nypd", turn(casefile.StageAwaitingApproval, "manhattan-court", "07T09:30", func(e *casefile.Event) { e.Instrument = "us.subpoena" }))
	s.add(hopOne, "06T16:10", casefile.EvGranted, "manhattan-court", turn(casefile.StageAwaitingDisclosure, "twitter", "", func(e *casefile.Event) {
		e.Instrument = "us.subpoena"
		e.Order = &casefile.Order{
			Instrument: "us.subpoena", Categories: []legal.Category{legal.SubscriberData, legal.UserIdentifyingData},
			ValidUntil: at("20T17:00"), Gag: &casefile.Gag{Until: at("31T17:00")},
		}
	}))
	s.add(hopOne, "06T16:10", casefile.EvServed, "nypd", turn(casefile.StageAwaitingDisclosure, "twitter", "16T16:10", func(e *casefile.Event) { e.Instrument = "us.subpoena" }))
	s.add(hopOne, "07T14:05", casefile.EvDisclosed, "twitter", func(e *casefile.Event) {
		e.Stage, e.Awaiting, e.Instrument, e.Identifiers = casefile.StageAwaitingDisclosure, "twitter", "us.subpoena", []casefile.Identifier{email}
	})
	s.add(hopOne, "07T14:05", casefile.EvHopEnded, "twitter", turn(casefile.StageEnded, casefile.Nobody, "", func(e *casefile.Event) { e.Code = casefile.CodeLeads }))
	s.add(casefile.StepCase, "07T14:05", casefile.EvLead, "nypd", func(e *casefile.Event) {
		e.Stage, e.Awaiting, e.Lead = casefile.StageFollowing, "nypd", lead2
	})
	s.add(hopTwo, "07T14:05", casefile.EvHopStarted, "nypd", turn(casefile.StageAwaitingApplication, "nypd", "08T14:05", func(e *casefile.Event) {
		e.Lead, e.Holder, e.Cause = lead2, "example-mail", casefile.HopID(hopOne)
	}))
	return s.record
}

func TestShowReadsLikeThis(t *testing.T) {
	law, err := legal.Open(legal.CurrentEdition)
	if err != nil {
		t.Fatal(err)
	}
	subpoena, ok := law.Instrument("us.subpoena")
	if !ok {
		t.Fatal("no us.subpoena")
	}
	gates := []gate{{Hop: casefile.HopID(hopTwo), Ways: []legal.Way{{Instrument: subpoena, Signers: subpoena.Issuers, Issuers: subpoena.Issuers}}}}
	v := newCaseView(theatre(), at("09T15:00"), gates)
	p := &page{width: defaultWidth}
	v.write(p)
	golden(t, "show.txt", p.b.String())
	for _, l := range strings.Split(p.b.String(), "\n") {
		if utf8.RuneCountInString(l) > defaultWidth {
			t.Errorf("longer than %d: %s", defaultWidth, l)
		}
	}
}

func TestShowAsJSONHoldsTheWholeRecord(t *testing.T) {
	var out bytes.Buffer
	p := newPrinter(jsonMode, &out, func(string) string { return "" })
	record := theatre()
	if err := p.print(newCaseView(record, at("09T15:00"), nil)); err != nil {
		t.Fatal(err)
	}
	var back caseView
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Record.Events) != len(record.Events) || back.Account == nil || !back.Account.Provisional {
		t.Errorf("%d events of %d, account %v", len(back.Record.Events), len(record.Events), back.Account)
	}
}

func TestEveryKindOfEventHasWords(t *testing.T) {
	tell := newTelling(theatre().Opening, nil)
	for kind := range plain {
		if got := tell.event(casefile.Event{Kind: kind}); got != plain[kind] {
			t.Errorf("%s: %q", kind, got)
		}
	}
	if got := tell.event(casefile.Event{Kind: "brand-new", Reason: "why"}); got != `brand-new; "why"` {
		t.Errorf("an unknown kind: %q", got)
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant (go test -run %s -update writes it anew)\n%s", got, t.Name(), want)
	}
}
