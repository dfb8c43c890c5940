package worker

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"writ/casefile"
	"writ/ledger/storage"
)

// ErrLedgerOff is the error of whoever needs a ledger where WRIT_LEDGER says off.
var ErrLedgerOff = errors.New("there is no ledger: WRIT_LEDGER=off")

// OpenLedger opens a ledger where the configuration says: that of a party, or of a
// party's exercises by the name of protocol.ExerciseBooks. With readOnly one that is not there is refused instead of made.
func OpenLedger(ctx context.Context, cfg Config, party casefile.PartyID, readOnly bool) (*storage.Ledger, error) {
	if !cfg.Ledger.On() {
		return nil, ErrLedgerOff
	}
	secret, err := ledgerKey(cfg.LedgerKey)
	if err != nil {
		return nil, err
	}
	return storage.Open(ctx, storage.Options{Where: string(cfg.Ledger), Party: party, Secret: secret, ReadOnly: readOnly})
}

// leastKey is the least length of a key, in bytes.
const leastKey = 32

// ledgerKey reads the secret of a ledger from a file; none where no file is
// named. Text that is hex or base64 is read as that, anything else as it is.
func ledgerKey(file File) ([]byte, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(string(file))
	if err != nil {
		return nil, fmt.Errorf("WRIT_LEDGER_KEY: %w", err)
	}
	info, err := os.Stat(string(file))
	if err != nil {
		return nil, fmt.Errorf("WRIT_LEDGER_KEY: %w", err)
	}
	if open := info.Mode().Perm() & 0o007; open != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("WRIT_LEDGER_KEY=%q: everybody on this machine may read or write it (mode %#o), and whoever has it can name the cases of the ledger: chmod 600", file, info.Mode().Perm())
	}
	key := decodeKey(raw)
	if len(key) < leastKey {
		return nil, fmt.Errorf("WRIT_LEDGER_KEY=%q: holds a key of %d bytes; want at least %d, as hex, base64 or raw bytes", file, len(key), leastKey)
	}
	return key, nil
}

func decodeKey(raw []byte) []byte {
	text := strings.TrimSpace(string(raw))
	if key, err := hex.DecodeString(text); err == nil {
		return key
	}
	unpadded := strings.TrimRight(text, "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if key, err := encoding.DecodeString(unpadded); err == nil {
			return key
		}
	}
	return raw
}
