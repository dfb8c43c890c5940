package report

import (
	"cmp"
	"fmt"
	"slices"

	"writ/ledger"
)

// place is where a case is: at a party and stage, or at its end.
type place struct {
	party ledger.Code
	stage ledger.Stage
	end   ledger.End
}

// places numbers the places in which cases were.
type places struct {
	list  []place
	first []visit // by place: the first of all
	at    map[place]int
}

// visit is the n-th stay of a case.
type visit struct {
	key ledger.Key
	n   int
}

func (v visit) compare(o visit) int { return cmp.Or(cmp.Compare(v.key, o.key), cmp.Compare(v.n, o.n)) }

// of is the number of a place in which a case was for its n-th stay.
func (p *places) of(at place, key ledger.Key, n int) int {
	return p.number(at, visit{key, n})
}

func (p *places) number(at place, by visit) int {
	i, known := p.at[at]
	if !known {
		if p.at == nil {
			p.at = map[place]int{}
		}
		i = len(p.list)
		p.at[at], p.list, p.first = i, append(p.list, at), append(p.first, by)
	} else if by.compare(p.first[i]) < 0 {
		p.first[i] = by
	}
	return i
}

func (p *places) check() error {
	if len(p.list) > mostPlaces {
		return fmt.Errorf("days: more than %d parties and stages to be told apart", mostPlaces)
	}
	return nil
}

// merge takes in the places of others, and says what numbers they have here.
func (p *places) merge(o *places) []int {
	numbers := make([]int, len(o.list))
	for i, at := range o.list {
		numbers[i] = p.number(at, o.first[i])
	}
	return numbers
}

// arrange numbers the places in the order in which cases by ascending key come to
// them, and says which number each has now. So sums of fractions, which hang on the
// order of the numbers in their last digits, are always the same.
func (p *places) arrange() []int {
	order := make([]int, len(p.list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return p.first[a].compare(p.first[b]) })
	old, numbers := *p, make([]int, len(order))
	*p = places{}
	for n, i := range order {
		numbers[i] = n
		p.number(old.list[i], old.first[i])
	}
	return numbers
}
