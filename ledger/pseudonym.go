package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"writ/casefile"
)

// shortestSecret is the least length of a party's secret, in bytes: that of the
// hash, as RFC 2104 section 3 asks.
const shortestSecret = sha256.Size

// Keyring makes pseudonyms under a party's secret.
type Keyring struct{ secret []byte }

// NewKeyring refuses a secret that is too short to keep ids from being guessed.
func NewKeyring(secret []byte) (Keyring, error) {
	if len(secret) < shortestSecret {
		return Keyring{}, fmt.Errorf("the ledger's key has %d bytes, and needs at least %d", len(secret), shortestSecret)
	}
	return Keyring{secret: secret}, nil
}

// Case is the pseudonym of a case; at other parties than its requester, of the
// request that is all they know.
func (k Keyring) Case(subject string) Key { return k.key("case/" + subject) }

// Step is the pseudonym of a step.
func (k Keyring) Step(s casefile.StepID) Key {
	switch s {
	case "":
		return StepNone
	case casefile.StepCase:
		return StepCase
	case casefile.StepProtection:
		return StepGuard
	}
	return k.key("step/" + string(s))
}

// Request is the pseudonym of a request.
func (k Keyring) Request(r casefile.RequestID) Key {
	if r == "" {
		return StepNone
	}
	return k.key("request/" + string(r))
}

// Run is the pseudonym of a workflow's run.
func (k Keyring) Run(id string) Key { return k.key("run/" + id) }

// Mark tells this secret from others and gives nothing of it away: a ledger keeps
// it, so that nobody adds to it under another secret.
func (k Keyring) Mark() Key { return k.key("mark") }

// For is the keyring of one party, where several parties are given one secret:
// no pseudonym of one is that of another.
func (k Keyring) For(p casefile.PartyID) Keyring {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("party/" + string(p)))
	return Keyring{secret: mac.Sum(nil)}
}

// key never is 0, 1 or 2, which stand for no step and the steps of every case.
func (k Keyring) key(name string) Key {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte(name))
	return max(Key(binary.BigEndian.Uint64(mac.Sum(nil))>>1), StepGuard+1)
}
