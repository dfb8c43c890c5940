package legal

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// This file pins what the current edition says: a figure that changes is a new
// edition, never an edit.

func clockText(r *Rule) string {
	if r == nil {
		return "-"
	}
	return fmt.Sprintf("%s %s %s", r.Term.Period, r.Regime, r.From)
}

func TestFiguresOfTheClocks(t *testing.T) {
	l := current(t)
	const light, heavy = "eu.production-order-identification", "eu.production-order"
	tests := []struct {
		id    InstrumentID
		clock func(Instrument) *Rule
		want  string
		basis Basis
	}{
		{"us-ca.search-warrant", reply, "72h CIVIL service", BasisStatute},
		{"us-co.search-warrant", reply, "24h CIVIL service", BasisReported},
		{"us-co.search-warrant", func(i Instrument) *Rule { return i.Acknowledge }, "8h CIVIL service", BasisReported},
		{light, reply, "10d EU1182 service", BasisStatute},
		{light, func(i Instrument) *Rule { return i.EmergencyReply }, "8h EU1182 service", BasisStatute},
		{light, func(i Instrument) *Rule { return i.ExPostValidation }, "48h EU1182 ruling", BasisStatute},
		{light, func(i Instrument) *Rule { return i.RefusalWindow }, "-", ""},
		{heavy, reply, "10d EU1182 service", BasisStatute},
		{heavy, func(i Instrument) *Rule { return i.EmergencyReply }, "8h EU1182 service", BasisStatute},
		{heavy, func(i Instrument) *Rule { return i.ExPostValidation }, "-", ""},
		{heavy, func(i Instrument) *Rule { return i.RefusalWindow }, "10d EU1182 service", BasisStatute},
		{heavy, func(i Instrument) *Rule { return i.EmergencyWindow }, "96h EU1182 service", BasisStatute},
		{"eu.enforcement", reply, "5wd EU1182 service", BasisStatute},
		{"eu.investigation-order", reply, "120d EU1182 service", BasisStatute},
		{"int.budapest-2-article-7", reply, "30d CIVIL service", BasisUnconfirmed},
		{"int.mutual-assistance", reply, "-", ""},
	}
	clocked := map[InstrumentID]bool{}
	for _, tt := range tests {
		i, known := l.Instrument(tt.id)
		require.True(t, known, tt.id)
		r := tt.clock(i)
		require.Equal(t, tt.want, clockText(r), tt.id)
		if r != nil {
			require.Equal(t, tt.basis, r.Term.Source.Basis, "%s: %s", tt.id, tt.want)
		}
		clocked[tt.id] = true
	}
	for _, i := range l.Instruments() {
		require.True(t, i.Reply == nil || clocked[i.ID], "%s has a reply clock that this table does not know", i.ID)
	}
}

func reply(i Instrument) *Rule { return i.Reply }

func TestFiguresOfTheLengths(t *testing.T) {
	l := current(t)
	tests := []struct {
		id    InstrumentID
		term  func(Instrument) *Term
		want  string
		basis Basis
	}{
		{"us.preservation", func(i Instrument) *Term { return i.Hold }, "90d", BasisStatute},
		{"us.preservation", renewal, "90d", BasisStatute},
		{"us.search-warrant", func(i Instrument) *Term { return i.Validity }, "14d", BasisUnconfirmed},
		{"us.delayed-notice", func(i Instrument) *Term { return i.Secrecy.MaxTerm }, "90d", BasisStatute},
		{"eu.preservation-order", func(i Instrument) *Term { return i.Hold }, "60d", BasisStatute},
		{"eu.preservation-order", renewal, "30d", BasisStatute},
		{"fr.rapid-preservation", func(i Instrument) *Term { return i.Hold }, "90d", BasisUnconfirmed},
		{"gb.communications-data-entity", func(i Instrument) *Term { return i.Validity }, "1mo", BasisUnconfirmed},
		{"gb.communications-data-urgent", func(i Instrument) *Term { return i.Validity }, "3d", BasisUnconfirmed},
	}
	for _, tt := range tests {
		i, known := l.Instrument(tt.id)
		require.True(t, known, tt.id)
		term := tt.term(i)
		require.NotNil(t, term, tt.id)
		require.Equal(t, tt.want, term.Period.String(), tt.id)
		require.Equal(t, tt.basis, term.Source.Basis, tt.id)
	}
	for id, renewable := range map[InstrumentID]bool{
		"us.delayed-notice": true, "gb.communications-data-events": true, "gb.communications-data-urgent": false,
	} {
		i, _ := l.Instrument(id)
		require.Equal(t, renewable, i.Renewable, id)
	}
	gag, _ := l.Instrument("us.gag-order")
	require.Nil(t, gag.Secrecy.MaxTerm, "the court sets the period of a gag")
	require.Equal(t, BasisPolicy, l.Practice(PracticeRenewalAlarm).Source.Basis)
	require.True(t, l.Practice("other").Period.IsZero())
}

func renewal(i Instrument) *Term { return &i.Renewals[0] }

func TestWhoDecides(t *testing.T) {
	l := current(t)
	tests := []struct {
		id        InstrumentID
		issuers   []Role
		validated []Role
		raised    string
	}{
		{"eu.production-order-identification", []Role{RoleJudge, RoleInvestigating, RoleProsecutor, RoleAgency},
			[]Role{RoleJudge, RoleInvestigating, RoleProsecutor}, "journalist-source, lawyer-data: judge, investigating-judge"},
		{"eu.production-order", []Role{RoleJudge, RoleInvestigating, RoleAgency},
			[]Role{RoleJudge, RoleInvestigating}, "journalist-source, lawyer-data: judge, investigating-judge"},
		{"eu.preservation-order", []Role{RoleJudge, RoleInvestigating, RoleProsecutor}, nil, ""},
		{"fr.requisition-identity", []Role{RoleProsecutor, RoleAgency}, nil, "journalist-source: liberty-judge"},
		{"fr.requisition-traffic", []Role{RoleProsecutor, RoleAgency}, nil, "lawyer-data: liberty-judge; journalist-source: liberty-judge"},
		{"fr.preliminary-requisition-traffic", []Role{RoleProsecutor, RoleAgency}, []Role{RoleProsecutor}, "lawyer-data: liberty-judge; journalist-source: liberty-judge"},
		{"gb.communications-data-entity", []Role{RoleAuthorisations}, nil,
			"journalist-source: judicial-commissioner, authorising-officer; lawyer-data: authorising-officer"},
		{"us.preservation", []Role{RoleAgency}, nil, ""},
	}
	for _, tt := range tests {
		i, known := l.Instrument(tt.id)
		require.True(t, known, tt.id)
		require.Equal(t, tt.issuers, i.Issuers, tt.id)
		require.Equal(t, tt.validated, i.ValidatedBy, tt.id)
		var raised []string
		for _, r := range i.Raised {
			raised = append(raised, list(r.Protects)+": "+list(r.Issuers))
		}
		require.Equal(t, tt.raised, strings.Join(raised, "; "), tt.id)
	}
}

func TestHowGraveAnOffence(t *testing.T) {
	l := current(t)
	tests := map[InstrumentID]string{
		"eu.production-order-identification": "",
		"eu.production-order":                "3 (unconfirmed), terrorism+child-sexual-abuse+attack-on-information-systems+non-cash-payment-fraud (unconfirmed)",
		"fr.requisition-identity":            "",
		"fr.requisition-traffic":             "3 (statute), 1 over a network for SubscriberData, UserIdentifyingData (statute), victim-device (statute), missing-person (statute)",
		"gb.communications-data-entity":      "",
		"gb.communications-data-events":      "1 (unconfirmed)",
		"gb.cloud-act-order":                 "3 (unconfirmed)",
		"gb.norwich-pharmacal":               "civil-wrong (reported)",
		"us.john-doe-subpoena":               "civil-wrong (case)",
		"us.cable-act-order":                 "civil-wrong (statute)",
		"us.dmca-subpoena":                   "copyright-infringement (statute)",
	}
	for id, want := range tests {
		i, known := l.Instrument(id)
		require.True(t, known, id)
		var all []string
		for _, x := range i.Thresholds {
			text := strings.Join(x.Offences, "+")
			if x.Years > 0 {
				text = fmt.Sprint(x.Years)
			}
			if x.OverNetwork {
				text += " over a network"
			}
			if len(x.Categories) > 0 {
				text += " for " + list(x.Categories)
			}
			all = append(all, fmt.Sprintf("%s (%s)", text, x.Source.Basis))
		}
		require.Equal(t, want, strings.Join(all, ", "), id)
	}
}

func TestWhomAnInstrumentReaches(t *testing.T) {
	l := current(t)
	tests := []struct {
		id                InstrumentID
		requesters, binds []string
		crossBorder       bool
		from              string
		executedBy        Role
	}{
		{"us.subpoena", nil, nil, false, "", ""},
		{"us.emergency-disclosure", []string{"any"}, nil, false, "", ""},
		{"us-ca.search-warrant", nil, []string{"US"}, false, "2025-07-01", ""},
		{"us-co.search-warrant", nil, []string{"US"}, false, "2026-08-13", ""},
		{"eu.production-order", []string{"eu-production"}, []string{"eu-production"}, true, "2026-08-18", ""},
		{"eu.investigation-order", []string{"eio"}, []string{"eio"}, true, "", RoleJudge},
		{"int.mutual-assistance", []string{"any"}, []string{"any"}, true, "", RoleCentral},
		{"int.budapest-2-article-7", []string{"budapest-2"}, []string{"budapest-2"}, true, "2022-05-12", ""},
		{"gb.cloud-act-order", nil, []string{"US"}, true, "2022-10-03", ""},
		{"us.cloud-act-order", nil, []string{"GB"}, true, "2022-10-03", ""},
		{"au.cloud-act-order", nil, []string{"US"}, true, "2024-01-31", ""},
		{"fr.requisition-identity", nil, nil, false, "", ""},
	}
	for _, tt := range tests {
		i, known := l.Instrument(tt.id)
		require.True(t, known, tt.id)
		from := ""
		if i.InForce != nil {
			from = i.InForce.From
		}
		require.Equal(t, []any{tt.requesters, tt.binds, tt.crossBorder, tt.from, tt.executedBy},
			[]any{i.Requesters, i.Binds, i.CrossBorder, from, i.ExecutedBy}, tt.id)
	}
}

func TestNotificationOnlyOfTheHeavyOrder(t *testing.T) {
	for _, i := range current(t).Instruments() {
		require.Equal(t, i.ID == "eu.production-order", i.Notification != nil, i.ID)
	}
	heavy, _ := current(t).Instrument("eu.production-order")
	require.True(t, heavy.Notification.Suspends)
	require.True(t, heavy.Notification.UnlessDomestic)
	require.Len(t, heavy.RefusalGrounds, 4)
}

// Every shape but one account and every purpose but identification and
// protection meets a door.
func TestDoorsCoverEverythingElse(t *testing.T) {
	var refused []string
	for _, d := range current(t).Doors() {
		for _, s := range d.Shapes {
			refused = append(refused, string(s))
		}
		for _, p := range d.Purposes {
			refused = append(refused, string(p))
		}
	}
	for _, s := range shapes() {
		require.Equal(t, s != OneAccount, slices.Contains(refused, string(s)), s)
	}
	for _, p := range purposes() {
		require.Equal(t, p != IdentifyAuthor && p != ProtectPerson, slices.Contains(refused, string(p)), p)
	}
}

// Cases were opened under the edition before this one; what they pinned must
// stay.
func TestTheOldEditionStays(t *testing.T) {
	l, err := Open("2026-11")
	require.NoError(t, err)
	var ids []string
	for _, i := range l.Instruments() {
		ids = append(ids, string(i.ID))
		require.Nil(t, i.Reply, i.ID)
		require.Empty(t, i.Requesters, i.ID)
	}
	require.Equal(t, []string{"us.2703d-order", "us.delayed-notice", "us.emergency-disclosure", "us.gag-order",
		"us.motion-to-compel", "us.preservation", "us.search-warrant", "us.subpoena"}, ids)
	require.Empty(t, l.Areas())
	require.Empty(t, l.Doors())
	_, ok := l.Ladder("FR")
	require.False(t, ok)
}
