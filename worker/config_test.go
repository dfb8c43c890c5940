package worker_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sethvargo/go-envconfig"
	"github.com/stretchr/testify/require"

	"writ/worker"
)

type vars = map[string]string

func load(t *testing.T, env vars) (worker.Config, error) {
	t.Helper()
	return worker.LoadConfig(t.Context(), envconfig.MapLookuper(env))
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestAnEmptyEnvironmentMeansTheDefaults(t *testing.T) {
	for _, env := range []vars{{}, {"TEMPORAL_ADDRESS": "", "WRIT_RETENTION": "", "WRIT_DIRECTORY": ""}} {
		cfg, err := load(t, env)
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1:7233", cfg.Temporal.Address)
		require.False(t, cfg.ServerNamed())
		require.Equal(t, 87600*time.Hour, cfg.Retention)
		require.Equal(t, slog.LevelWarn, cfg.LogLevel)
		require.Equal(t, worker.LogText, cfg.LogFormat)
		require.Equal(t, 10*time.Second, cfg.DrainTimeout)
		require.Equal(t, 100, cfg.MaxTasks)
		require.Equal(t, worker.Place(".writ/ledger"), cfg.Ledger)
		require.True(t, cfg.Ledger.On())
		require.Empty(t, cfg.Directory)
	}
}

func TestTheEnvironmentIsRead(t *testing.T) {
	directory := write(t, "directory.yaml", "")
	cfg, err := load(t, vars{
		"TEMPORAL_ADDRESS": "temporal.example:7233", "TEMPORAL_NAMESPACE": "ignored",
		"WRIT_DIRECTORY": directory, "WRIT_RETENTION": "48h", "WRIT_LOG_LEVEL": "debug",
		"WRIT_LOG_FORMAT": "json", "WRIT_DRAIN_TIMEOUT": "0s", "WRIT_MAX_TASKS": "2",
		"WRIT_LEDGER": "postgres://db.example/writ", "WRIT_LEDGER_KEY": directory,
	})
	require.NoError(t, err)
	require.Equal(t, "temporal.example:7233", cfg.Temporal.Address)
	require.True(t, cfg.ServerNamed())
	require.Equal(t, worker.Place("postgres://db.example/writ"), cfg.Ledger)
	require.Equal(t, worker.File(directory), cfg.LedgerKey)
	require.Equal(t, worker.File(directory), cfg.Directory)
	require.Equal(t, 48*time.Hour, cfg.Retention)
	require.Equal(t, slog.LevelDebug, cfg.LogLevel)
	require.Zero(t, cfg.DrainTimeout)
	require.Equal(t, 2, cfg.MaxTasks)

	var out bytes.Buffer
	cfg.LogTo = &out
	cfg.Logger().Debug("said")
	require.Contains(t, out.String(), `"msg":"said"`)
}

func TestAWrongValueIsRefusedWithNameValueAndWhatIsRight(t *testing.T) {
	profile := write(t, "temporal.toml", "[profile.default]\naddress = \"file.example:1\"\n")
	odd := write(t, "odd.toml", "[profile.default]\nadress = \"file.example:1\"\n")
	folder := t.TempDir()
	for _, c := range []struct {
		env  vars
		want string
	}{
		{vars{"WRIT_RETENTION": "ten years"}, `WRIT_RETENTION="ten years": want a duration of at least 24h, for example 87600h`},
		{vars{"WRIT_RETENTION": "23h"}, `WRIT_RETENTION="23h0m0s": want a duration of at least 24h`},
		{vars{"WRIT_LOG_LEVEL": "loud"}, `WRIT_LOG_LEVEL="loud": want debug, info, warn or error`},
		{vars{"WRIT_LOG_FORMAT": "xml"}, `WRIT_LOG_FORMAT="xml": want text or json`},
		{vars{"WRIT_DRAIN_TIMEOUT": "-1s"}, `WRIT_DRAIN_TIMEOUT="-1s": want a duration of 0s or more`},
		{vars{"WRIT_DRAIN_TIMEOUT": "10"}, `WRIT_DRAIN_TIMEOUT="10": want a duration`},
		{vars{"WRIT_MAX_TASKS": "1"}, `WRIT_MAX_TASKS="1": want a whole number of at least 2`},
		{vars{"WRIT_MAX_TASKS": "many"}, `WRIT_MAX_TASKS="many": want a whole number`},
		{vars{"WRIT_LEDGER": "mysql://db.example/writ"}, `WRIT_LEDGER="mysql://db.example/writ": want a folder, a postgres:// address or off`},
		{vars{"WRIT_LEDGER": "postgres://db.example/writ"}, `WRIT_LEDGER_KEY="": want the path of a file with at least 32 bytes of key`},
		{vars{"WRIT_LEDGER_KEY": "no.key"}, `WRIT_LEDGER_KEY="no.key": want the path of a file`},
		{vars{"WRIT_DIRECTORY": "none.yaml"}, `WRIT_DIRECTORY="none.yaml": want the path of a file that exists`},
		{vars{"WRIT_DIRECTORY": folder}, fmt.Sprintf(`WRIT_DIRECTORY=%q: want the path of a file`, folder)},
		{vars{"TEMPORAL_TLS": "yes"}, `TEMPORAL_TLS="yes": want true or false`},
		{vars{"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION": "on"}, `TEMPORAL_TLS_DISABLE_HOST_VERIFICATION="on": want true or false`},
		{vars{"TEMPORAL_TLS_CLIENT_CERT_PATH": "no.pem"}, `TEMPORAL_TLS_CLIENT_CERT_PATH="no.pem": want the path of a file`},
		{vars{"TEMPORAL_TLS_CLIENT_KEY_PATH": "no.key"}, `TEMPORAL_TLS_CLIENT_KEY_PATH="no.key": want the path of a file`},
		{vars{"TEMPORAL_TLS_SERVER_CA_CERT_PATH": "no.ca"}, `TEMPORAL_TLS_SERVER_CA_CERT_PATH="no.ca": want the path of a file`},
		{vars{"TEMPORAL_TLS_CLIENT_CERT_PATH": profile}, `TEMPORAL_TLS_...: want a certificate and its key`},
		{vars{"TEMPORAL_TLS_SERVER_CA_CERT_DATA": "no PEM"}, `TEMPORAL_TLS_...: want a certificate and its key`},
		{vars{"TEMPORAL_CONFIG_FILE": "no.toml"}, `TEMPORAL_CONFIG_FILE="no.toml": want the path of a file`},
		{vars{"TEMPORAL_CONFIG_FILE": profile, "TEMPORAL_PROFILE": "court"}, `TEMPORAL_PROFILE="court": want a profile that exists`},
		{vars{"TEMPORAL_CONFIG_FILE": odd}, `want a profile that exists in a file that can be read`},
		{vars{"TEMPORAL_CODEC_ENDPOINT": "http://codec"}, `TEMPORAL_CODEC_ENDPOINT="http://codec": want it unset`},
	} {
		_, err := load(t, c.env)
		require.ErrorContains(t, err, c.want, "%v", c.env)
	}
}

func TestAProfileCountsOnlyWhenAVariablePointsToIt(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("HOME", home)
	forgotten := filepath.Join(home, "temporalio", "temporal.toml")
	require.NoError(t, os.MkdirAll(filepath.Dir(forgotten), 0o700))
	require.NoError(t, os.WriteFile(forgotten, []byte("[profile.default]\naddress = \"cloud.example:1\"\n"), 0o600))

	cfg, err := load(t, nil)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:7233", cfg.Temporal.Address)

	pointed := vars{"TEMPORAL_CONFIG_FILE": forgotten}
	cfg, err = load(t, pointed)
	require.NoError(t, err)
	require.Equal(t, "cloud.example:1", cfg.Temporal.Address)
	require.True(t, cfg.ServerNamed())

	pointed["TEMPORAL_ADDRESS"] = "env.example:1"
	cfg, err = load(t, pointed)
	require.NoError(t, err)
	require.Equal(t, "env.example:1", cfg.Temporal.Address, "the environment lies over the profile")
}

func TestForServerLeavesCredentialsBehind(t *testing.T) {
	cfg, err := load(t, vars{"TEMPORAL_ADDRESS": "cloud.example:1", "TEMPORAL_API_KEY": "secret"})
	require.NoError(t, err)
	local := cfg.ForServer("127.0.0.1:1")
	require.Equal(t, worker.Temporal{Address: "127.0.0.1:1"}, local.Temporal)
	require.True(t, local.ServerNamed())
}

func TestSecretsStayOutOfTexts(t *testing.T) {
	cfg, err := load(t, vars{"TEMPORAL_API_KEY": "secret"})
	require.NoError(t, err)
	var out bytes.Buffer
	for _, format := range []worker.LogFormat{worker.LogText, worker.LogJSON} {
		cfg.LogFormat, cfg.LogTo = format, &out
		cfg.Logger().Error("configured", "config", cfg)
	}
	require.Contains(t, out.String(), "127.0.0.1:7233")
	require.NotContains(t, out.String()+fmt.Sprintf("%v %+v %s", cfg, cfg, cfg), "secret")
}

func TestEverySettingExplainsItself(t *testing.T) {
	settings := worker.Settings()
	require.NotEmpty(t, settings)
	for _, s := range settings {
		require.Regexp(t, regexp.MustCompile(`^(TEMPORAL|WRIT)_[A-Z_]+$`), s.Name)
		require.NotEmpty(t, s.Help, s.Name)
	}
	require.Contains(t, settings, worker.Setting{
		Name: "WRIT_RETENTION", Default: "87600h",
		Help: "how long the namespaces that writ makes keep closed workflows; the default is ten years",
	})
	requireTags(t, reflect.TypeFor[worker.Config]())
}

// requireTags refuses a field from the environment without its story.
func requireTags(t *testing.T, of reflect.Type) {
	t.Helper()
	byCode := []string{"Command", "LogTo"}
	for i := range of.NumField() {
		f := of.Field(i)
		switch {
		case !f.IsExported():
		case f.Type == reflect.TypeFor[worker.Temporal]():
			requireTags(t, f.Type)
		case f.Tag.Get("env") == "":
			require.Contains(t, byCode, f.Name, "a field without an env tag is never filled")
		default:
			require.NotEmpty(t, f.Tag.Get("help"), f.Name)
			require.NotEmpty(t, f.Tag.Get("want"), f.Name)
		}
	}
}

// TestSettingsNameWhatTemporalReads fails when Temporal's reader learns of a
// variable that our help does not mention.
func TestSettingsNameWhatTemporalReads(t *testing.T) {
	known := vars{}
	for _, s := range worker.Settings() {
		known[s.Name] = s.Help
	}
	asked := map[string]bool{}
	_, err := worker.LoadConfig(t.Context(), envconfig.LookuperFunc(func(key string) (string, bool) {
		asked[key] = true
		return "", false
	}))
	require.NoError(t, err)
	for key := range asked {
		if strings.HasPrefix(key, "TEMPORAL_CODEC_") || strings.HasPrefix(key, "TEMPORAL_GRPC_META_") {
			continue // refused, and not a list of names
		}
		if strings.HasPrefix(key, "TEMPORAL_") {
			require.Contains(t, known, key)
		}
	}
}

func TestMetadataFromTheEnvironmentIsRead(t *testing.T) {
	t.Setenv("TEMPORAL_GRPC_META_ROUTE", "east")
	cfg, err := worker.LoadConfig(t.Context(), envconfig.OsLookuper())
	require.NoError(t, err)
	require.Equal(t, vars{"route": "east"}, worker.Metadata(cfg))
}
