package worker

import (
	"fmt"
	"os"
	"strings"

	"github.com/sethvargo/go-envconfig"
	"go.temporal.io/sdk/client"
	temporalenv "go.temporal.io/sdk/contrib/envconfig"
)

// loadProfile lets Temporal's own reader make the connection settings, and
// refuses at once what would fail at the first call.
//
// Temporal's reader would also open a file in the user's configuration folder
// unasked. Case data must not go to a cluster because of a forgotten file, so
// here a file counts only when a variable points to it.
func (c *Config) loadProfile(env settled) error {
	t := &c.Temporal
	profile, err := temporalenv.LoadClientConfigProfile(temporalenv.LoadClientConfigProfileOptions{
		DisableFile:      t.ConfigFile == "" && t.Profile == "",
		ConfigFileStrict: true,
		EnvLookup:        env,
	})
	if err != nil {
		return fmt.Errorf("TEMPORAL_CONFIG_FILE=%q, TEMPORAL_PROFILE=%q: want a profile that exists in a file that can be read: %w",
			t.ConfigFile, t.Profile, err)
	}
	if profile.Codec != nil {
		return fmt.Errorf("TEMPORAL_CODEC_ENDPOINT=%q: want it unset, here and in the profile: writ sends payloads through no remote codec, and would send them as they are",
			profile.Codec.Endpoint)
	}
	c.named = profile.Address != ""
	if !c.named {
		profile.Address = t.Address
	}
	t.Address = profile.Address
	c.profile = profile
	if _, err := profile.ToClientOptions(temporalenv.ToClientOptionsRequest{}); err != nil {
		return fmt.Errorf("TEMPORAL_TLS_...: want a certificate and its key, and each either as PATH or as DATA: %w", err)
	}
	return nil
}

// ServerNamed reports whether the environment or a profile named the cluster.
// If not, the address is the default, where nothing may be running.
func (c Config) ServerNamed() bool { return c.named }

// ForServer returns the configuration for another server, reached without TLS
// and credentials: the development server on the same machine.
func (c Config) ForServer(address string) Config {
	c.Temporal = Temporal{Address: address}
	c.profile = temporalenv.ClientConfigProfile{Address: address}
	c.named = true
	return c
}

func (c Config) clientOptions() (client.Options, error) {
	return c.profile.ToClientOptions(temporalenv.ToClientOptionsRequest{})
}

// settled is the environment as both readers see it: what is set to nothing is
// not set, and Temporal's namespace variable does not exist.
type settled struct{ env envconfig.Lookuper }

// Lookup implements [envconfig.Lookuper].
func (s settled) Lookup(key string) (string, bool) {
	if key == "TEMPORAL_NAMESPACE" {
		return "", false
	}
	value, ok := s.env.Lookup(key)
	return value, ok && value != ""
}

// LookupEnv implements Temporal's own interface.
func (s settled) LookupEnv(key string) (string, bool) { return s.Lookup(key) }

// Environ lists variables for the one prefix that Temporal's reader searches,
// TEMPORAL_GRPC_META_. Names come from the process, since a Lookuper cannot be
// listed; values come from the Lookuper like all others.
func (s settled) Environ() []string {
	var all []string
	for _, pair := range os.Environ() {
		key, _, _ := strings.Cut(pair, "=")
		if value, ok := s.Lookup(key); ok {
			all = append(all, key+"="+value)
		}
	}
	return all
}
