package population

import (
	"math"
	"time"

	"writ/casefile"
	"writ/legal"
)

// This file is the world in which the made-up cases happen: who there is, and how
// long everybody takes. Where a published figure is known it is named; the rest
// are assumptions, and chosen so that reports have something to show.

// Parties, holders, instruments and causes by their places in the lists below;
// 0 is none.
type (
	party      uint8
	holder     uint8
	instrument uint8
	cause      uint8
)

// house is a holder and how it behaves.
type house struct {
	id   legal.HolderID
	kind legal.HolderKind
	// answers is how long it takes to answer compulsory process, where the paper
	// does not say otherwise; worse by what factor that grows in each year.
	answers spread
	worse   float64
	// emergency is until when an emergency request is waited for; 0 where the
	// holder has no such lane. grants is how often it discloses then.
	emergency int64
	grants    float64
	rejects   float64 // how often it finds a paper defective or refuses it
	keeps     int64   // how long it keeps logs of addresses; 0: they do not perish
}

// routine is the answer of a provider in the US: lognormal, median 10 days, nine
// of ten within 45 days; the standard deviation of the logarithm is then
// ln(45/10) / 1.2816.
var routine = spread{10 * day, 1.174}

// Emergency requests: 62 to 93 % were granted, by what platforms published of
// 2015 to 2023; most are decided in hours. Rejection and resubmission: 15 to 45 %.
const (
	usualGrant  = 0.80
	usualReject = 0.22
)

var emergencyDecision = spread{2 * hour, 1.25}

func platform(id legal.HolderID) house {
	return house{id: id, kind: legal.Platform, answers: routine, worse: 1, emergency: day, grants: usualGrant, rejects: usualReject}
}

func mail(id legal.HolderID) house {
	h := platform(id)
	h.kind = legal.EmailProvider
	return h
}

// line is an ISP without an emergency lane.
func line(id legal.HolderID, answers spread, keeps int64) house {
	return house{id: id, kind: legal.ISP, answers: answers, worse: 1, grants: usualGrant, rejects: usualReject / 2, keeps: keeps}
}

// The holders, all invented. Those of a kind differ by how fast they answer and
// how long they keep addresses: a day or a week, half a year, a year, as the
// holders of the law's packs do.
const (
	_ holder = iota
	social
	chat
	board
	voice
	forumIE
	postUS
	officeMail
	mailUS
	mailDE
	cable
	carrier
	ispUS
	ispBrief
	ligneFR
	ispFR
	netzDE
	lineGB
)

var houses = []house{
	{},
	platform("example-social"), platform("example-chat"), platform("example-board"), platform("example-voice"),
	{id: "example-forum-ie", kind: legal.Platform, answers: spread{6 * day, 0.8}, worse: 1, emergency: 8 * hour, grants: 0.6, rejects: 0.15},
	mail("example-post"), mail("example-office-mail"),
	// The holder that gets slower: by 35 % in each year.
	{id: "example-mail", kind: legal.EmailProvider, answers: spread{4 * day, 0.9}, worse: 1.35, emergency: day, grants: 0.9, rejects: 0.15},
	{id: "example-mail-de", kind: legal.EmailProvider, answers: spread{5 * day, 0.7}, worse: 1, emergency: 8 * hour, grants: 0.7, rejects: 0.2},
	line("example-cable", routine.slower(0.5), 180*day), line("example-carrier", routine.slower(0.5), 182*day),
	{id: "example-isp", kind: legal.ISP, answers: spread{3 * day, 0.7}, worse: 1, emergency: day, grants: 0.85, rejects: 0.1, keeps: 180 * day},
	// The holder that is late, and keeps little.
	{id: "example-isp-brief", kind: legal.ISP, answers: spread{12 * day, 0.8}, worse: 1, rejects: 0.4, keeps: 14 * day},
	line("example-ligne-fr", domestic, 365*day), line("example-isp-fr", domestic, 365*day),
	line("example-netz-de", domestic, 4*day), line("example-line-gb", domestic, 365*day),
}

// domestic is the answer over a national hub: in France nine of ten came in
// minutes in 2017, and a quarter of some kinds not at all.
var domestic = spread{5 * hour, 1.6}

// The parties that are no holders.
const (
	nobody party = iota + 1
	policeUS
	policeFR
	policeDE
	policeGB
	courtUS
	prosecutorUS
	prosecutorFR
	judgeFR
	prosecutorDE
	officeGB
	prosecutorIE
	centralAuthority
	firstHolder // the holders follow, in their order
)

var parties = []casefile.PartyID{
	"", casefile.Nobody, "example-police-us", "example-police-fr", "example-police-de", "example-police-gb",
	"example-court-us", "example-prosecutor-us", "example-prosecutor-fr", "example-judge-fr", "example-prosecutor-de",
	"example-office-gb", "example-prosecutor-ie", "example-central-authority",
}

func (h holder) party() party { return firstHolder + party(h) - 1 }

// The instruments.
const (
	_ instrument = iota
	subpoena
	order2703d
	warrant
	preservationUS
	compelUS
	euIdentification
	euProduction
	euEnforcement
	euPreservation
	investigationOrder
	requisitionFR
	compelFR
	entityGB
	cloudActGB
	compelGB
	mutualAssistance
)

var instruments = []legal.InstrumentID{
	"", "us.subpoena", "us.2703d-order", "us.search-warrant", "us.preservation", "us.motion-to-compel",
	"eu.production-order-identification", "eu.production-order", "eu.enforcement", "eu.preservation-order", "eu.investigation-order",
	"fr.requisition-identity", "fr.refusal-proceedings",
	"gb.communications-data-entity", "gb.cloud-act-order", "gb.injunction", "int.mutual-assistance",
}

var causes = []casefile.Code{
	"", casefile.CodeRefused, casefile.CodeNoRecord, casefile.CodeGone, casefile.CodeNotUnique, casefile.CodeAnonymised,
	casefile.CodeForeign, casefile.CodeWithdrawn, casefile.CodeQuashed, casefile.CodeDefective, casefile.CodeSuperseded,
	casefile.CodeAbandoned, casefile.CodeLeads, casefile.CodeSubscriber, casefile.CodeFacts,
	casefile.CodeNoEnforcing, casefile.CodePreservationOrder,
}

// The causes, in the order of the list.
const (
	_ cause = iota
	refused
	noRecord
	gone
	notUnique
	anonymised
	foreign
	withdrawn
	quashed
	defective
	superseded
	abandoned
	leads
	subscriber
	facts
	noEnforcing
	preservationOrder
)

// The dates on which the law of this world changed, and one on which a court
// began to take applications by electronic means.
var (
	electronicCourt = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	euRegulation    = time.Date(2026, 8, 18, 0, 0, 0, 0, time.UTC).Unix()
	cloudActOrders  = time.Date(2022, 10, 3, 0, 0, 0, 0, time.UTC).Unix()
	trendsBegin     = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

// answer is how long a holder takes to answer a paper served at an instant.
func (h house) answer(p paper, served int64) spread {
	s := h.answers
	if p.answers != (spread{}) {
		s = p.answers
	}
	if h.worse == 1 {
		return s
	}
	years := max(float64(served-trendsBegin)/(365.25*day), 0)
	return s.slower(math.Pow(h.worse, years))
}

// decides is how long an authority takes. Half of the electronic warrants of a US
// State were signed within 10 to 30 minutes in 2016; on paper it took days. A
// request for mutual assistance takes 10 months, and one of ten two years.
func decides(p party, applied int64) spread {
	switch p {
	case courtUS:
		if applied >= electronicCourt {
			return spread{30 * minute, 1.5}
		}
		return spread{2 * day, 0.7}
	case prosecutorUS, prosecutorFR:
		return spread{4 * hour, 1.2}
	case judgeFR, prosecutorDE:
		return spread{1.5 * day, 0.8}
	case officeGB:
		return spread{1 * day, 0.6}
	case centralAuthority:
		return spread{300 * day, 0.68}
	}
	return spread{1 * day, 0.8}
}
