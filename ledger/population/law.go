package population

import "writ/legal"

// This file says which paper opens a gate, who decides on it, and what it sets in
// motion, as far as the made-up cases need it. The clocks are those of the law's
// packs without weekends and holidays, which no figure here rests on.

// forum is a jurisdiction whose agencies open cases.
type forum struct {
	jurisdiction string
	police       party
	weight       float64
	platforms    []odds
	mails        []odds
	lines        []odds
}

// odds is a holder and how often it is the one.
type odds struct {
	holder holder
	weight float64
}

var forums = []forum{
	{
		"US", policeUS, 0.52,
		[]odds{{social, 4}, {chat, 3}, {board, 2}, {voice, 2}},
		[]odds{{postUS, 4}, {officeMail, 2}, {mailUS, 3}},
		[]odds{{cable, 4}, {carrier, 3}, {ispUS, 3}, {ispBrief, 2}, {netzDE, 0.5}},
	},
	{
		"FR", policeFR, 0.22,
		[]odds{{forumIE, 3}, {social, 3}, {chat, 2}},
		[]odds{{mailDE, 3}, {postUS, 3}},
		[]odds{{ligneFR, 4}, {ispFR, 4}, {netzDE, 0.7}},
	},
	{
		"DE", policeDE, 0.12,
		[]odds{{forumIE, 3}, {social, 3}},
		[]odds{{mailDE, 2}, {officeMail, 3}},
		[]odds{{ligneFR, 3}, {ispFR, 3}},
	},
	{
		"GB", policeGB, 0.14,
		[]odds{{social, 4}, {chat, 2}, {board, 2}},
		[]odds{{postUS, 4}, {officeMail, 2}},
		[]odds{{lineGB, 9}, {cable, 0.5}},
	},
}

// oneOf draws a holder by its odds.
func (d *dice) oneOf(all []odds) holder {
	var sum float64
	for _, o := range all {
		sum += o.weight
	}
	u := d.unit() * sum
	for _, o := range all {
		if u -= o.weight; u < 0 {
			return o.holder
		}
	}
	return all[len(all)-1].holder
}

// paper is an instrument at a gate.
type paper struct {
	instrument instrument
	authority  party
	reply      int64  // from service to the day of reply
	answers    spread // where the paper and not the holder decides how long it takes
	notified   party  // authority that may object, while delivery waits; 0 for none
	second     int64  // from the day of reply to the second notice
	compel     instrument
	compels    int64 // from the day of reply to the motion; 0: nobody compels
	compeller  party // 0: nobody is named
}

func inUS(h holder) bool {
	switch h {
	case social, chat, board, voice, postUS, officeMail, mailUS, cable, carrier, ispUS, ispBrief:
		return true
	}
	return false
}

// paper chooses the instrument that the requester applies for.
func (s *story) paper(h holder, at int64) paper {
	switch s.forum.police {
	case policeUS:
		return s.paperUS(h)
	case policeGB:
		return s.paperGB(h, at)
	case policeFR:
		if h == ligneFR || h == ispFR {
			return paper{instrument: requisitionFR, authority: prosecutorFR, reply: 10 * day, second: 3 * day, compel: compelFR, compels: 7 * day, compeller: prosecutorFR}
		}
	}
	return s.paperEU(h, at)
}

// Which paper Google was served with in the US in the second half of 2012:
// subpoenas 68 %, warrants 22 %, others 10 %.
// Platforms are asked for more than who subscribes, by assumption.
var (
	papersAtPlatforms = weights{0.45, 0.35, 0.20} // subpoena, 2703(d) order, warrant
	papersElsewhere   = weights{0.68, 0.10, 0.22}
)

func (s *story) paperUS(h holder) paper {
	if !inUS(h) {
		return assistance()
	}
	papers := papersElsewhere
	if houses[h].kind == legal.Platform {
		papers = papersAtPlatforms
	}
	p := paper{
		instrument: subpoena + instrument(s.pick(papers)), authority: courtUS,
		reply: 10 * day, second: 3 * day, compel: compelUS, compels: 7 * day, compeller: courtUS,
	}
	if p.instrument == subpoena {
		p.authority = prosecutorUS
	}
	return p
}

// assistance asks the other State, which takes its time; the holder answers in
// weeks.
func assistance() paper {
	return paper{instrument: mutualAssistance, authority: centralAuthority, reply: 10 * day, answers: spread{20 * day, 0.8}}
}

func (s *story) paperGB(h holder, at int64) paper {
	switch {
	case h == lineGB:
		return paper{instrument: entityGB, authority: officeGB, reply: 10 * day, second: 3 * day, compel: compelGB, compels: 7 * day, compeller: officeGB}
	case at >= cloudActOrders:
		return paper{instrument: cloudActGB, authority: officeGB, reply: 10 * day, answers: spread{9 * day, 0.6}}
	}
	return assistance()
}

// paperEU crosses a border within the Union: by the Regulation since it applies,
// with nearly every answer in its ten days; by an investigation order before.
func (s *story) paperEU(h holder, at int64) paper {
	issuer, validator := prosecutorFR, judgeFR
	if s.forum.police == policeDE {
		issuer, validator = prosecutorDE, prosecutorDE
	}
	notified := prosecutorIE
	if h == mailDE || h == netzDE {
		notified = prosecutorDE
	}
	if h == ligneFR || h == ispFR {
		notified = prosecutorFR
	}
	switch {
	case at < euRegulation:
		return paper{instrument: investigationOrder, authority: issuer, reply: 120 * day, answers: spread{60 * day, 0.6}}
	case s.chance(0.75):
		return paper{
			instrument: euIdentification, authority: issuer, reply: 10 * day, answers: spread{7 * day, 0.25},
			second: day, compel: euEnforcement, compels: 3 * day,
		}
	}
	return paper{
		instrument: euProduction, authority: validator, reply: 10 * day, answers: spread{8 * day, 0.15}, notified: notified,
		second: day, compel: euEnforcement, compels: 3 * day, compeller: notified,
	}
}

// preservation is the paper by which data is kept at once, and whether the
// requester may issue it.
func (s *story) preservation(h holder, at int64) (in instrument, own bool) {
	switch {
	case inUS(h):
		return preservationUS, true
	case at >= euRegulation && s.forum.police != policeGB && s.forum.police != policeUS:
		return euPreservation, false
	}
	return 0, false
}
