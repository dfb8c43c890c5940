package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
	"go.temporal.io/server/common/primitives"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// serverLog is Temporal's log, made readable: one short line per entry on
// stderr instead of JSON, and a way to turn it down while the server stops.
type serverLog struct {
	log.Logger
	level zap.AtomicLevel
}

// newServerLog prints entries of the given level and above. exit is called when
// the server hits an error it cannot go on with.
func newServerLog(level string, stderr io.Writer, exit func(code int)) (*serverLog, error) {
	lvl, err := zap.ParseAtomicLevel(level)
	if err != nil {
		return nil, fmt.Errorf("log level: %w", err)
	}
	enc := zap.NewDevelopmentEncoderConfig()
	enc.EncodeTime = zapcore.TimeEncoderOfLayout("15:04:05.000")
	enc.CallerKey = zapcore.OmitKey
	enc.StacktraceKey = zapcore.OmitKey
	out := zapcore.Lock(zapcore.AddSync(stderr))
	// Fatal entries are left to the hook below, which says them in plain words.
	enabled := zap.LevelEnablerFunc(func(l zapcore.Level) bool { return lvl.Enabled(l) && l < zapcore.FatalLevel })
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(enc), out, enabled)
	zl := zap.New(plainCore{core}, zap.WithFatalHook(&fatalHook{out: out, exit: exit}))
	return &serverLog{Logger: log.NewZapLogger(zl), level: lvl}, nil
}

// hush silences everything but fatal errors. A server that is being stopped
// complains about each of its own connections going away; that is expected and
// would make a clean stop look like a failure.
func (l *serverLog) hush() { l.level.SetLevel(zapcore.FatalLevel) }

// plainCore leaves out what only developers of the server can use.
type plainCore struct{ zapcore.Core }

func (c plainCore) With(fields []zapcore.Field) zapcore.Core {
	return plainCore{c.Core.With(withoutCaller(fields))}
}

func (c plainCore) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if c.Enabled(e.Level) {
		return ce.AddCore(e, c)
	}
	return ce
}

func (c plainCore) Write(e zapcore.Entry, fields []zapcore.Field) error {
	if e.Level == zapcore.WarnLevel && newNamespaceRace(fields) {
		return nil
	}
	return c.Core.Write(e, withoutCaller(fields))
}

// withoutCaller drops the file and line in the library, a long path that says
// nothing to an operator.
func withoutCaller(fields []zapcore.Field) []zapcore.Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f zapcore.Field) bool { return f.Key == tag.LoggingCallAtKey })
}

// newNamespaceRace recognises what the server's own workers report when a
// namespace has just been registered: they hear of it before the frontend's
// cache does, fail once and try again. A registration must not look like a fault.
func newNamespaceRace(fields []zapcore.Field) bool {
	var fromWorker, unknown bool
	for _, f := range fields {
		switch f.Key {
		case "service":
			fromWorker = f.String == string(primitives.WorkerService)
		case "Error":
			text := f.String
			if err, ok := f.Interface.(error); ok {
				text = err.Error()
			}
			unknown = strings.HasPrefix(text, "Namespace ") && strings.HasSuffix(text, " is not found.")
		}
	}
	return fromWorker && unknown
}

// fatalHook replaces zap's: the same exit code, but one line a person can read.
type fatalHook struct {
	out  io.Writer
	exit func(code int)
}

func (h *fatalHook) OnWrite(ce *zapcore.CheckedEntry, fields []zapcore.Field) {
	msg := ce.Message
	for _, f := range fields {
		if err, ok := f.Interface.(error); ok && f.Type == zapcore.ErrorType {
			msg += ": " + err.Error()
		}
	}
	if strings.Contains(msg, "address already in use") {
		msg += "; another process took the port while this server was starting: start again, or choose another with --port, --http-port or --ui-port"
	}
	fmt.Fprintf(h.out, "writ-devserver: %s\n", msg)
	h.exit(exitFailure)
}
