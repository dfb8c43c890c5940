package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// contentKey makes the idempotency key of an act from where it goes and what it
// says: the same act sent twice has the same key, anything else another. The
// parts must have an empty key of their own.
func contentKey(parts ...any) string {
	content, err := json.Marshal(parts)
	if err != nil {
		// Acts are plain values; only a year beyond 9999 cannot be encoded, and
		// then the engine refuses the act itself.
		content = fmt.Appendf(nil, "%v", parts)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
