// Package report answers an analyst's questions about many cases: how long until
// identification, where the days went, which gates miss their clocks, and how
// one case lies beside its peers.
//
// A [Reporter] asks a ledger.Source and computes with package latency. It opens
// no ledger, reads no clock and draws nothing: the as-of instant comes with the
// question, and a result is plain numbers with their [Provenance]. Every result
// has [Tables] for people; its JSON is the struct itself.
//
// Four rules hold for all results:
//
//   - Open cases count. What has not ended at the as-of instant is censored there,
//     and no figure is an average over closed cases alone.
//   - Ends are rivals. A case that ended otherwise can no longer be identified; it
//     is neither left out nor taken for one that still may.
//   - Cohorts are made by opening, never by closing.
//   - Unless [Query].Exact asks for it, counts of 1 to 9 are not told, nor what
//     follows from them by subtraction, and times are told in whole days.
package report
