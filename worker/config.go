package worker

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/sethvargo/go-envconfig"
	temporalenv "go.temporal.io/sdk/contrib/envconfig"
)

// Config is what the environment says. Each field carries its whole story in
// its tags: env names the variable and its default, want says what a right
// value looks like, help says what it is for. Error messages and [Settings] are
// made of these tags, so there is no second list to keep.
//
// A variable that is set to nothing counts as not set.
type Config struct {
	Temporal Temporal

	Directory    File          `env:"WRIT_DIRECTORY" want:"the path of a file that exists" help:"directory file that names the parties; without it, the parties of the 2012 case"`
	Law          Folders       `env:"WRIT_LAW" want:"a folder that exists, or several as PATH lists them" help:"folder of data files that join the law, such as holders of one's own; several are listed as PATH lists folders, and new cases use the first; a folder stays unchanged while cases run that were opened with it"`
	Retention    time.Duration `env:"WRIT_RETENTION,default=87600h" want:"a duration of at least 24h, for example 87600h" help:"how long the namespaces that writ makes keep closed workflows; the default is ten years"`
	Ledger       Place         `env:"WRIT_LEDGER,default=.writ/ledger" want:"a folder, a postgres:// address or off" help:"where the events of all cases are kept for statistics: a folder, the postgres:// address of a database, or off"`
	LedgerKey    File          `env:"WRIT_LEDGER_KEY" want:"the path of a file with at least 32 bytes of key, as hex, base64 or raw bytes" help:"file with the secret for the pseudonyms of the ledgers, which nobody else may read; each party's own follows from it; a database needs one, a folder makes its own"`
	LogLevel     slog.Level    `env:"WRIT_LOG_LEVEL,default=warn" want:"debug, info, warn or error" help:"least important log level that is written: debug, info, warn or error"`
	LogFormat    LogFormat     `env:"WRIT_LOG_FORMAT,default=text" want:"text or json" help:"form of log lines: text or json"`
	DrainTimeout time.Duration `env:"WRIT_DRAIN_TIMEOUT,default=10s" want:"a duration of 0s or more, for example 10s" help:"how long a stopping worker lets work under way finish; keep it below the grace period of whatever stops the process"`
	MaxTasks     int           `env:"WRIT_MAX_TASKS,default=100" want:"a whole number of at least 2" help:"how many tasks of a kind one party's worker runs at a time"`

	// Command names the command that runs, for the identity that the server
	// records; empty means the namespace. It is set by code.
	Command string
	// LogTo receives log lines; nil means standard error. It is set by code.
	LogTo io.Writer

	profile temporalenv.ClientConfigProfile
	named   bool
}

// Temporal is how to reach the cluster, under Temporal's own names. The fields
// are checked and documented here and applied by Temporal's own reader, which
// lays them over the profile of a configuration file.
//
// TEMPORAL_NAMESPACE is ignored on purpose: each party has its own namespace,
// which the directory names.
type Temporal struct {
	// Address is where the cluster is, whoever said so.
	Address   string `env:"TEMPORAL_ADDRESS,default=127.0.0.1:7233" want:"host:port" help:"host:port of the Temporal cluster"`
	APIKey    string `env:"TEMPORAL_API_KEY" want:"an API key" help:"API key; turns TLS on"`
	Authority string `env:"TEMPORAL_CLIENT_AUTHORITY" want:"a host name" help:"host name to ask for where a proxy needs another than the address"`

	TLS          Switch `env:"TEMPORAL_TLS" want:"true or false" help:"true or false: whether to use TLS; without it, whatever the other settings imply"`
	CertPath     File   `env:"TEMPORAL_TLS_CLIENT_CERT_PATH" want:"the path of a file that exists" help:"PEM file with the client certificate"`
	CertData     string `env:"TEMPORAL_TLS_CLIENT_CERT_DATA" want:"PEM" help:"client certificate itself, in PEM"`
	KeyPath      File   `env:"TEMPORAL_TLS_CLIENT_KEY_PATH" want:"the path of a file that exists" help:"PEM file with the client's private key"`
	KeyData      string `env:"TEMPORAL_TLS_CLIENT_KEY_DATA" want:"PEM" help:"client's private key itself, in PEM"`
	CAPath       File   `env:"TEMPORAL_TLS_SERVER_CA_CERT_PATH" want:"the path of a file that exists" help:"PEM file with the authority that signed the server's certificate"`
	CAData       string `env:"TEMPORAL_TLS_SERVER_CA_CERT_DATA" want:"PEM" help:"that authority itself, in PEM"`
	ServerName   string `env:"TEMPORAL_TLS_SERVER_NAME" want:"a host name" help:"name to expect in the server's certificate"`
	SkipHostTest Switch `env:"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION" want:"true or false" help:"true accepts any server certificate: for tests only"`

	ConfigFile File   `env:"TEMPORAL_CONFIG_FILE" want:"the path of a file that exists" help:"Temporal client configuration file (TOML); read only when this or TEMPORAL_PROFILE is set"`
	Profile    string `env:"TEMPORAL_PROFILE" want:"a profile of the file" help:"profile of that file; without it, the profile named default"`
}

// LoadConfig reads the environment. Its errors name the variable, its value and
// what would be right.
func LoadConfig(ctx context.Context, env envconfig.Lookuper) (Config, error) {
	seen := settled{env}
	var c Config
	var key, value string // of the field being decoded: each is looked up right before
	note := envconfig.LookuperFunc(func(k string) (string, bool) {
		v, ok := seen.Lookup(k)
		key, value = k, v
		return v, ok
	})
	if err := envconfig.ProcessWith(ctx, &envconfig.Config{Target: &c, Lookuper: note}); err != nil {
		return Config{}, refuse(key, value)
	}
	if err := c.validate(); err != nil {
		return Config{}, err
	}
	if err := c.loadProfile(seen); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c Config) validate() error {
	switch {
	case c.Retention < 24*time.Hour:
		return refuse("WRIT_RETENTION", c.Retention.String())
	case c.DrainTimeout < 0:
		return refuse("WRIT_DRAIN_TIMEOUT", c.DrainTimeout.String())
	case c.Ledger.database() && c.LedgerKey == "":
		return refuse("WRIT_LEDGER_KEY", "")
	case c.MaxTasks < 2: // the SDK needs one slot for new and one for known workflows
		return refuse("WRIT_MAX_TASKS", fmt.Sprint(c.MaxTasks))
	}
	return nil
}

// refuse is the one form of a configuration error.
func refuse(key, value string) error {
	for f := range fields(reflect.TypeFor[Config]()) {
		if name, _ := envTag(f); name == key {
			return fmt.Errorf("%s=%q: want %s", key, value, f.Tag.Get("want"))
		}
	}
	return fmt.Errorf("%s=%q: not understood", key, value)
}

// Logger returns a logger in the form, to the place and of the level that the
// configuration asks for.
func (c Config) Logger() *slog.Logger {
	w := c.LogTo
	if w == nil {
		w = os.Stderr
	}
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// String says where the cluster is and nothing else: the rest holds secrets.
func (c Config) String() string { return "Temporal at " + c.Temporal.Address }

// LogValue keeps secrets out of log lines, like [Config.String].
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// LogFormat is the form of log lines.
type LogFormat string

// The forms of log lines.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// EnvDecode accepts the forms there are.
func (f *LogFormat) EnvDecode(_ context.Context, value string) error {
	*f = LogFormat(value)
	if *f != LogText && *f != LogJSON {
		return fmt.Errorf("unknown log format")
	}
	return nil
}

// Switch is true, false or not set. It accepts exactly what Temporal's own
// reader does, which silently ignores everything else.
type Switch string

// EnvDecode accepts true, false, 1 and 0.
func (s *Switch) EnvDecode(_ context.Context, value string) error {
	switch strings.ToLower(value) {
	case "": // not set
	case "true", "1":
		*s = "true"
	case "false", "0":
		*s = "false"
	default:
		return fmt.Errorf("neither true nor false")
	}
	return nil
}

// Place is where a ledger is: a folder, the address of a PostgreSQL database, or
// off.
type Place string

// LedgerOff is the place of no ledger.
const LedgerOff Place = "off"

// EnvDecode refuses the addresses of anything but PostgreSQL.
func (p *Place) EnvDecode(_ context.Context, value string) error {
	*p = Place(value)
	if strings.Contains(value, "://") && !p.database() {
		return fmt.Errorf("no database that writ knows")
	}
	return nil
}

func (p Place) database() bool {
	return strings.HasPrefix(string(p), "postgres://") || strings.HasPrefix(string(p), "postgresql://")
}

// On reports whether there is a ledger.
func (p Place) On() bool { return p != LedgerOff && p != "" }

// File is the path of a file that existed when the environment was read.
type File string

// EnvDecode refuses what is not there and what is a folder.
func (f *File) EnvDecode(_ context.Context, value string) error {
	if value == "" { // not set
		return nil
	}
	info, err := os.Stat(value)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("is a folder")
	}
	*f = File(value)
	return nil
}
