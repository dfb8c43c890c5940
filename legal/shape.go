package legal

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

var (
	coordinates = regexp.MustCompile(`^-?\d{1,3}\.\d+\s*[,;]\s*-?\d{1,3}\.\d+`)
	addresses   = regexp.MustCompile(`^(\d+\.[\d.]+|[0-9a-f]*:[0-9a-f:.]+)(/\d{1,3}|\s*-\s*[0-9a-f.:]+)$`) // a block or a range of IP addresses
	phone       = regexp.MustCompile(`^\+[0-9() .-]+$`)
	federated   = regexp.MustCompile(`^@[\w.-]+@[\w-]+(\.[\w-]+)+$`) // one account, with the server that it is at
	// operator is a word of a platform's search: "from:name", "near:place".
	operator = regexp.MustCompile(`(^|[\s("+-])(from|to|since|until|lang|filter|url|min_[a-z]+|has|is|mention|mentions|author|subject|keyword|q):`)
	// place asks for whoever was somewhere.
	place = regexp.MustCompile(`(^|[\s("+-])(near|within|geocode|geo|place|place_country|point_radius|bounding_box|location|bbox):`)
	// gathering is an address or an operator that names a crowd.
	gathering = regexp.MustCompile(`/(groups?|events?|communit(y|ies)|joinchat|invite)/|(^|/)(discord\.gg|t\.me/\+|chat\.whatsapp\.com)|(^|[\s("+-])(group|event|community|server|guild|attendees|members|participants):`)
	// topical and listed are addresses of a search or a list.
	topical = regexp.MustCompile(`/(hashtag|hashtags|tag|tags|explore|search|topic|topics|trends?)([/?]|$)|[?&](q|query)=`)
	listed  = regexp.MustCompile(`/i/lists/|/lists?/|/(followers|following|members|retweets|likes|quotes)([/?]|$)|(^|[\s("+-])list:`)
)

// separators stand between several targets.
const separators = ",;|\n\r\t，、；｜"

// ShapeOf is the shape that a target betrays as it is written: "#topic" and
// searches are topics, several words or names are a list, coordinates and
// places an area, groups and events a gathering. What is left is one account: a
// handle, an address of a profile or a post, a number, an e-mail address, an IP
// address, a telephone number in international form. A word that stands for a
// crowd is not seen through; a person who reads the request must do that.
//
// Empty text, and text with characters that do not show, has no shape: "",
// which [Law.AtTheDoor] refuses. In doubt the shape is not [OneAccount].
func ShapeOf(target string) Shape {
	text := strings.ToLower(strings.TrimSpace(target))
	if text == "" || strings.ContainsFunc(text, hidden) {
		return ""
	}
	words := strings.Fields(text)
	switch {
	case coordinates.MatchString(text), place.MatchString(text):
		return AreaShape
	case gathering.MatchString(text):
		return GroupShape
	case strings.ContainsAny(text, "#＃"), strings.HasPrefix(text, "$"), operator.MatchString(text), topical.MatchString(text):
		return TopicShape
	case slices.ContainsFunc(words, func(w string) bool { return w == "or" || w == "and" || w == "not" }), strings.ContainsAny(text, `"“”`):
		return TopicShape
	case listed.MatchString(text), addresses.MatchString(text):
		return ListShape
	case onePhone(text), federated.MatchString(text):
		return OneAccount
	case len(words) > 1, strings.ContainsAny(text, separators+"*%"), strings.Count(text, "@") > 1, strings.Count(text, "://") > 1:
		return ListShape
	case !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return "" // names nothing
	}
	return OneAccount
}

// hidden finds characters by which a target would read otherwise than it is
// written.
func hidden(r rune) bool {
	return r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// onePhone reports a single telephone number in international form, which may
// be written in groups. ITU-T E.164 numbers have at most 15 digits.
func onePhone(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return phone.MatchString(text) && digits >= 7 && digits <= 15
}
