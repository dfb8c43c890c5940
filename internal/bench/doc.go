// Command bench measures the engine, in one run on one machine:
//
//   - Complete cases per second through a real server, beside a bare chain in
//     alternating blocks on the same server, so that a noisy machine hits both.
//     The bare chain makes the same Nexus operations into the same namespaces,
//     answered by as many handler workflows that are moved by the same updates,
//     with payloads of the sizes measured in a real case. It has no machine, no
//     search attribute, no report, no timer and no local activity. What else it
//     lacks depends on the variant: see variants in bare.go.
//   - What a case costs: history events, bytes, workflow tasks and billable
//     actions of each workflow type.
//   - Cases per second in the SDK's test environment, which skips time.
//   - Nanoseconds of the pure core.
//   - Due dates and requirement look-ups per second, beside rickar/cal and a
//     bare addition of days. -only law measures these alone, without a server.
//   - The ledger: made-up cases imported, percentiles by holder and instrument and
//     the curve of one gate computed, beside a plain GROUP BY in SQLite on the same
//     rows and DuckDB over the same files; and each report, with the memory that it
//     takes. -only ledger measures it alone, without a server; its aims are for
//     -ledger-cases 1000000.
//
// A case is the ordinary one of three hops, platform, e-mail provider, ISP, in
// earnest and not as an exercise. Deciders answer at once: data is preserved,
// applications are granted, notice is given where the holder's policy owes it,
// demands are answered, and the case is concluded.
//
// It needs bin/writ-devserver, which make build makes, or the path of another
// in WRIT_DEVSERVER.
package main
