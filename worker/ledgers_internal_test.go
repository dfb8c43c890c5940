package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

// fakeTaker is a ledger that does as it is told.
type fakeTaker struct {
	mu     sync.Mutex
	do     func(context.Context) error
	took   []ledger.Delivery
	asked  int
	closed bool
}

func (f *fakeTaker) Record(ctx context.Context, d ledger.Delivery) (ledger.Appended, error) {
	f.mu.Lock()
	f.asked++
	do := f.do
	f.mu.Unlock()
	if do != nil {
		if err := do(ctx); err != nil {
			return ledger.Appended{}, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.took = append(f.took, d)
	return ledger.Appended{New: len(d.Facts)}, nil
}

func (f *fakeTaker) Close() error { f.closed = true; return nil }

func (f *fakeTaker) does(do func(context.Context) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.do = do
}

func down(context.Context) error { return fmt.Errorf("%w: connection refused", ledger.ErrUnavailable) }

func hung(ctx context.Context) error { select {} }

func books(f *fakeTaker) (*ledgers, *strings.Builder) {
	var said strings.Builder
	return &ledgers{
		known: everyName,
		log:   slog.New(slog.NewTextHandler(&said, nil)), desks: map[casefile.PartyID]*ledgerDesk{},
		open: func(context.Context, casefile.PartyID) (taker, error) { return f, nil },
	}, &said
}

// everyName knows every name.
func everyName(ledger.LabelKind, string) bool { return true }

func emission(party casefile.PartyID) protocol.Emission {
	at := time.Date(2012, 8, 7, 20, 15, 0, 0, time.UTC)
	return protocol.Emission{
		Party: party, Subject: "c", Work: protocol.Identification, Run: "r", Taken: at,
		Facts: []casefile.Fact{{Seq: 1, Step: casefile.StepCase, Kind: casefile.EvOpened, At: at, Seen: at}},
	}
}

// A ledger that is down is asked once in a while, whoever wants to tell it
// something; the parties' ledgers have nothing to do with each other.
func TestALedgerThatIsDownIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeTaker{do: down}
		x, said := books(f)
		for range 10 {
			require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
		}
		require.Equal(t, 1, f.asked)
		require.ErrorIs(t, x.Record(t.Context(), emission("twitter")), ledger.ErrUnavailable)
		require.Equal(t, 2, f.asked)
		time.Sleep(pauseOfLedger)
		require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
		require.Equal(t, 3, f.asked)
		f.does(nil)
		time.Sleep(pauseOfLedger)
		require.NoError(t, x.Record(t.Context(), emission("nypd")))
		require.NoError(t, x.Record(t.Context(), emission("nypd")), "and it is asked at once again")
		require.Len(t, f.took, 2)
		require.Equal(t, 1, strings.Count(said.String(), "does not answer; its events are brought to it once it does\" party=nypd"), said)
		require.Equal(t, 1, strings.Count(said.String(), "answers again\" party=nypd"), said)
	})
}

// A ledger that hangs costs its caller the caller's patience, and the next ones
// nothing.
func TestALedgerThatHangsIsNotWaitedFor(t *testing.T) {
	f := &fakeTaker{do: hung}
	x, _ := books(f)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, x.Record(ctx, emission("nypd")), ledger.ErrUnavailable)
	begun := time.Now()
	for range 100 {
		require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
	}
	require.Less(t, time.Since(begun), time.Second)
}

// One that cannot be opened is opened later: nothing is given up.
func TestALedgerThatCannotBeOpenedIsOpenedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeTaker{}
		x, _ := books(f)
		opens := 0
		x.open = func(context.Context, casefile.PartyID) (taker, error) {
			if opens++; opens == 1 {
				return nil, errors.New("permission denied")
			}
			return f, nil
		}
		require.ErrorIs(t, x.Record(t.Context(), emission("nypd")), ledger.ErrUnavailable)
		time.Sleep(pauseOfLedger)
		require.NoError(t, x.Record(t.Context(), emission("nypd")))
		require.NoError(t, x.Record(t.Context(), emission("nypd")))
		require.Equal(t, 2, opens)
		x.Close()
		require.True(t, f.closed)
	})
}

// What does not fit is left out, said by its number, and the rest is delivered.
func TestFactsThatDoNotFitAreLeftOut(t *testing.T) {
	f := &fakeTaker{}
	x, said := books(f)
	e := emission("nypd")
	odd := e.Facts[0]
	odd.Seq, odd.Kind, odd.By = 2, "zzmark", "zzmark of 1 Example Street"
	e.Facts = append(e.Facts, odd)
	require.NoError(t, x.Record(t.Context(), e))
	require.Len(t, f.took[0].Facts, 1)
	require.Contains(t, said.String(), "fact=2")
}

func TestLedgerKeys(t *testing.T) {
	folder := t.TempDir()
	write := func(text string) File {
		file := filepath.Join(folder, "key")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return File(file)
	}
	want := []byte(strings.Repeat("\xa5", 32))
	for name, text := range map[string]string{
		"hex":      strings.Repeat("a5", 32) + "\n",
		"base64":   "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n",
		"unpadded": "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU",
		"raw":      string(want),
	} {
		got, err := ledgerKey(write(text))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	none, err := ledgerKey("")
	require.NoError(t, err)
	require.Nil(t, none)
	for name, text := range map[string]string{"empty": "", "short hex": strings.Repeat("a5", 31), "short": "secret!"} {
		_, err := ledgerKey(write(text))
		require.ErrorContains(t, err, "at least 32", name)
	}
}

func TestWithoutALedger(t *testing.T) {
	_, err := OpenLedger(t.Context(), Config{Ledger: LedgerOff}, "nypd", false)
	require.ErrorIs(t, err, ErrLedgerOff)
	(*ledgers)(nil).Close()
}
