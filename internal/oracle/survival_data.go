package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"writ/latency"
)

// The data sets: how many, and the seed from which they come.
const (
	dataSets = 200
	dataSeed = 20160822
)

// observation is one row of a data set. Entry is 0 without late entry.
type observation struct {
	group, stratum int
	entry, time    float64
	cause          latency.Cause
}

// dataSet is one random data set. Its groups count from 0 and none is empty.
type dataSet struct {
	rows   []observation
	groups int
	strata int
	late   bool
}

// randomSet draws data set i: of every kind by turns, from some tied days to many
// distinct times, from no censoring to almost nothing else, with and without late
// entry, and with causes that do not occur.
func randomSet(i int) dataSet {
	r := rand.New(rand.NewPCG(dataSeed, uint64(i)))
	d := dataSet{groups: 1 + i%4, strata: 1 + r.IntN(3), late: i%5 == 4}
	grain := []float64{1, 1, 2, 8}[r.IntN(4)] // times are multiples of 1/grain
	scale := 2 + 30*r.Float64()
	censored := []float64{0, .2, .5, .9, 1}[r.IntN(5)]
	causes := 1 + r.IntN(3)
	for g := range d.groups {
		n := 1 + r.IntN(60)
		if r.IntN(8) == 0 {
			n = 1 + r.IntN(3)
		}
		pace := scale * (0.5 + r.Float64())
		for range n {
			o := observation{group: g, stratum: r.IntN(d.strata)}
			o.time = math.Ceil(pace*r.ExpFloat64()*grain) / grain
			if o.time == 0 {
				o.time = 1 / grain
			}
			if r.Float64() >= censored {
				o.cause = latency.Cause(1 + r.IntN(causes))
			}
			if d.late && r.IntN(3) > 0 {
				o.entry = math.Floor(o.time*r.Float64()*grain) / grain
			}
			d.rows = append(d.rows, o)
		}
	}
	return d
}

// tau is up to where a group's areas are taken: two thirds of its last time.
func (d dataSet) tau(group int) float64 {
	last := 0.0
	for _, o := range d.rows {
		if o.group == group {
			last = max(last, o.time)
		}
	}
	return last * 2 / 3
}

// life is the life table of a group, of one stratum or, below 0, of all. It is nil
// if nobody is there.
func (d dataSet) life(group, stratum int) *latency.Life {
	var l *latency.Life
	for _, o := range d.rows {
		if o.group != group || stratum >= 0 && o.stratum != stratum {
			continue
		}
		if l == nil {
			l = &latency.Life{}
		}
		l.Observe(o.entry, o.time, o.cause)
	}
	return l
}

// write writes the data set as CSV, without a header.
func (d dataSet) write(w io.Writer, set int) error {
	late := 0
	if d.late {
		late = 1
	}
	for _, o := range d.rows {
		if _, err := fmt.Fprintf(w, "%d,%d,%d,%d,%.17g,%v,%v,%d\n", set, o.group, o.stratum, late, d.tau(o.group), o.entry, o.time, o.cause); err != nil {
			return err
		}
	}
	return nil
}
