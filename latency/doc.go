// Package latency holds the statistics of waiting: how long until an end, of
// which kind, and where the time went, from observations of which some are still
// open. It is pure and knows nothing of cases.
//
// The mean of what has ended is not how long things take: the slow ones are still
// open, so it is too short, and the younger the data the shorter. Everything here
// counts an open observation as what it is, one that has lasted at least so long.
//
// All estimators read one thing, the life table [Life]: how many observations
// entered, ended by which cause, or were censored at which time. It holds whole
// numbers and adds up over shards, so any engine's GROUP BY can produce it.
//
//	[KaplanMeier]    how long until an end: curve, quantiles, restricted mean
//	[Survival.Bands] between which limits the whole curve lies
//	[AalenJohansen]  which of several rival ends, by when
//	[LogRank], [Gray]  do groups differ, in pace or in the incidence of a cause?
//	[TimeInState]    where the time goes, of cases that move between states
//	[Deadlines]      how often due dates are missed, and by how much
//	[HigherShare], [BenjaminiHochberg]  which group misses more than others
//	[Kitagawa], [VarianceShares], [Totals]  what a difference is made of
//	[Weight], [Interval]                intervals by resampling cases
//
// # Conventions
//
// They decide the digits.
//
//   - At one time, ends come before censorings: who is censored at t was at risk
//     at t. Several ends at t share the same number at risk.
//   - Who enters late ([Entered]) at t is at risk after t, and not at t. One that
//     enters late and leaves at once was never at risk: [Life.Observe] leaves it
//     out. Who does not enter late is at risk from 0, at 0 too. Before the first
//     entry S is 1; the curve then says how long things last that last until then.
//   - The standard error of S is Greenwood's. It and the limits are NaN once S is
//     0. That of an incidence is by the delta method.
//   - All limits are pointwise and of 95 %: of each time on its own, not of the whole
//     curve, for which there are bands. They are by log-log unless [Survival.With]
//     asks for others, and by log-log always for incidences. Log-log limits exist
//     strictly between 0 and 1 only: where nothing has ended yet there are none.
//   - A quantile is read from the curve, also without censoring, so that there is
//     one method: see [Survival.Quantile]. One that is not reached is NaN.
//   - A restricted mean is the area under a curve up to tau, and tau must have been
//     observed: an area beyond is an error, and so is a curve read beyond its last
//     observation NaN, unless by then all had ended.
//   - An observation that lasted exactly as long as it was allowed was in time.
//
// # Groups with little in them
//
// An empty group has no points, and every figure of it is NaN. In a group of which
// all are censored S is 1 with standard error 0 and no limits, quantiles are not
// reached, and every incidence is 0. A group of which nobody is ever at risk
// together with others takes no part in a test. A table that cannot be (a time below
// 0, NaN, an end with nobody at risk) is an error that names the cell, either
// returned or in the estimate's Err; nothing panics.
//
// NaN is the answer to a question that the data cannot answer. Print it as a dash.
package latency
