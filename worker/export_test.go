package worker

import "writ/casefile"

// Metadata shows what a configuration would send with every call.
func Metadata(c Config) map[string]string { return c.profile.GRPCMeta }

// Fail does what the SDK does when a party's worker cannot go on. A real cause,
// such as a deleted namespace, takes the SDK three minutes to believe.
func (w *Workers) Fail(party casefile.PartyID, err error) {
	w.options(Config{}, party).OnFatalError(err)
}
