package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
)

// Clients hands out one client per namespace. All share one connection, which
// is made when the first client is asked for.
type Clients struct {
	cfg Config
	log log.Logger

	mu   sync.Mutex
	made map[string]client.Client
}

// NewClients prepares clients and connects to nothing yet.
func NewClients(cfg Config) *Clients {
	return &Clients{cfg: cfg, log: log.NewStructuredLogger(cfg.Logger()), made: map[string]client.Client{}}
}

// For returns the client for a namespace. It belongs to Clients: do not close
// it. Whether the namespace exists is not asked.
func (c *Clients) For(ctx context.Context, namespace string) (client.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.made[namespace]; ok {
		return known, nil
	}
	options, err := c.cfg.clientOptions()
	if err != nil {
		return nil, err
	}
	options.Namespace = namespace
	options.Logger = c.log
	options.Identity = identity(c.cfg.Command, namespace)
	fresh, err := c.dial(ctx, options)
	if err != nil {
		return nil, reachError(c.cfg.Temporal.Address, err)
	}
	c.made[namespace] = fresh
	return fresh, nil
}

func (c *Clients) dial(ctx context.Context, options client.Options) (client.Client, error) {
	for _, made := range c.made { // whichever: they share the connection
		return client.NewClientFromExistingWithContext(ctx, made, options)
	}
	return client.DialContext(ctx, options)
}

// Close closes all clients, and with the last one the connection.
func (c *Clients) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, open := range c.made {
		open.Close()
	}
	clear(c.made)
}

// Dial returns a client for one namespace, for a caller that needs only one. It
// is the caller's to close.
func Dial(ctx context.Context, cfg Config, namespace string) (client.Client, error) {
	return NewClients(cfg).For(ctx, namespace)
}

// identity is what the server records about who calls: the command or else the
// party, and the process. The SDK's default would add user and host.
func identity(command, party string) string {
	if command == "" {
		command = party
	}
	return fmt.Sprintf("writ/%s@%d", command, os.Getpid())
}

// UnreachableError says that no Temporal cluster can be used at an address.
type UnreachableError struct {
	Address string
	Err     error
	refused bool
}

// Error says what to do, too.
func (e *UnreachableError) Error() string {
	if e.refused {
		return fmt.Sprintf("the Temporal cluster at %s refuses us: %v; see TEMPORAL_API_KEY and TEMPORAL_TLS_CLIENT_CERT_PATH", e.Address, e.Err)
	}
	return fmt.Sprintf("no Temporal cluster answers at %s: %v; start one with: writ dev, or name another with TEMPORAL_ADDRESS", e.Address, e.Err)
}

// Unwrap returns the cause.
func (e *UnreachableError) Unwrap() error { return e.Err }

func reachError(address string, err error) error {
	var denied *serviceerror.PermissionDenied
	return &UnreachableError{Address: address, Err: err, refused: errors.As(err, &denied)}
}
