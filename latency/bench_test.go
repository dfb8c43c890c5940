package latency_test

import (
	"math/rand/v2"
	"testing"

	"writ/latency"
)

// distinct is a table of so many observations at times of their own.
func distinct(n int) *latency.Life {
	r := rand.New(rand.NewPCG(1, 1))
	var l latency.Life
	for range n {
		l.Add(r.ExpFloat64()*9, latency.Cause(r.IntN(7)), 1)
	}
	return &l
}

func BenchmarkLifeOfMillion(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = distinct(1_000_000).Last()
	}
}

func BenchmarkKaplanMeierOfMillion(b *testing.B) {
	l := distinct(1_000_000)
	_ = l.Last() // puts it in order, which the benchmark above counts
	b.ReportAllocs()
	for b.Loop() {
		_ = latency.KaplanMeier(l).Quantile(.5)
	}
}

func BenchmarkAalenJohansenOfMillion(b *testing.B) {
	l := distinct(1_000_000)
	_ = l.Last()
	b.ReportAllocs()
	for b.Loop() {
		_ = latency.AalenJohansen(l).At(1, 9)
	}
}
