package storage

import "context"

// Sealed says how many segments there are, and how many cases count in them. In a
// database there are none.
func (l *Ledger) Sealed(ctx context.Context) (segments int, cases int64, err error) {
	if l.folder == nil {
		return 0, 0, nil
	}
	m, err := l.folder.manifest(ctx)
	if err != nil {
		return 0, 0, err
	}
	for _, s := range m.segments {
		cases += s.Cases - int64(len(m.voided[s.ID]))
	}
	return len(m.segments), cases, nil
}
