package cli

import "writ/casefile"

// codeWords says a code in words; an unknown one stands for itself.
func codeWords(c casefile.Code) string {
	if words, ok := accessCodes[c]; ok {
		return words
	}
	switch c {
	case casefile.CodeNoRecord:
		return "no record"
	case casefile.CodeGone:
		return "gone, its retention has passed"
	case casefile.CodeNotUnique:
		return "not unique, the address was shared"
	case casefile.CodeAnonymised:
		return "anonymised, behind a VPN, Tor or an open network"
	case casefile.CodeForeign:
		return "abroad, and no channel leads there"
	case casefile.CodeDefective:
		return "the order does not bind"
	case casefile.CodeLeads:
		return "led on"
	case casefile.CodeSubscriber:
		return "named a subscriber"
	case casefile.CodeFacts:
		return "disclosed, leads no further"
	case casefile.CodeNotValidated:
		return "the order was not validated"
	case casefile.CodeObjected:
		return "the notified authority raised a ground for refusal"
	case casefile.CodeRestricted:
		return "it stands on data that may not be used"
	case casefile.CodeNoEnforcing:
		return "nobody is named to notify in the holder's State: --enforcing names one"
	case casefile.CodePreservationOrder:
		return "to preserve the data here needs an order first"
	case casefile.CodeLawNotMoved:
		return "this hop stays under the law as it was"
	case casefile.CodeQuashed:
		return "the order was quashed"
	case casefile.CodeWithdrawn:
		return "withdrawn"
	case casefile.CodeError:
		return "a fault of the machinery, not of a party"
	}
	return string(c)
}

// besideTheClock reports whether a reminder is about something that is missing,
// and not about a due date.
func besideTheClock(c casefile.Code) bool {
	switch c {
	case casefile.CodePreservationOrder, casefile.CodeNoEnforcing, casefile.CodeLawNotMoved:
		return true
	}
	return false
}

// levelWords keeps three different conclusions apart.
func levelWords(l casefile.Level) string {
	switch l {
	case casefile.LevelSubscriber:
		return "the subscriber of the line is known; not who used the account, nor who wrote"
	case casefile.LevelAccountOwner:
		return "the owner of the account is known; not who wrote"
	case casefile.LevelAuthor:
		return "the author is known"
	}
	return string(l)
}
