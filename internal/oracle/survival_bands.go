package main

import (
	"fmt"
	"math"

	"writ/latency"
)

// bandKinds are the kinds of band by the names that survival.R has for them.
var bandKinds = map[string]latency.Band{"ep": latency.EqualPrecision, "hw": latency.HallWellner}

// noteBands notes the bands of a group, and what of them does not depend on how a
// critical value is found.
func noteBands(f figures, key string, l *latency.Life) {
	s := latency.KaplanMeier(l)
	for name, kind := range bandKinds {
		b, at := s.Bands(kind), key+"/"+name
		f.set("bands exact", at+"/points", float64(len(b.Points)))
		f.set("bands exact", at+"/from", b.From)
		f.set("bands exact", at+"/to", b.To)
		f.set("bands exact", at+"/low", b.Low)
		f.set("bands exact", at+"/high", b.High)
		first := 0.0
		for i, p := range b.Points {
			at := fmt.Sprintf("%s/%.3f", at, p.Time)
			f.set("bands", at+"/lower", p.Lower)
			f.set("bands", at+"/upper", p.Upper)
			curve := math.Log(s.At(p.Time).Value)
			lower, upper := math.Log(math.Log(p.Lower)/curve), math.Log(math.Log(p.Upper)/curve)
			if i == 0 {
				first = lower
			}
			f.set("bands exact", at+"/lower", lower/first)
			f.set("bands exact", at+"/upper", -upper/first)
		}
	}
}

// noteCriticalValues notes them at all places for which tables are printed. The tables
// begin at 0 and end at 1, which is almost there.
func noteCriticalValues(f figures) {
	const hair = 1e-9
	for to := 5; to <= 50; to++ {
		for from := range min(to, 31) {
			a, b := float64(from)/50, float64(to)/50
			for name, kind := range bandKinds {
				f.set("critical values "+name, fmt.Sprintf("%.2f/%.2f", a, b), kind.Critical(max(a, hair), min(b, 1-hair)))
			}
		}
	}
}
