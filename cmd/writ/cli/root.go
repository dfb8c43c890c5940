package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// app is what all commands of one call share.
type app struct {
	self   string // how this program was called
	mode   outputMode
	in     io.Reader
	out    io.Writer
	err    io.Writer
	getenv func(string) string
	now    func() time.Time
	// running is set once the command line was understood: an error before that
	// is one of usage.
	running bool
}

// Main runs one command line and returns its exit code: 0 done, 1 not done,
// 2 not understood, 130 interrupted.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C must end the process at once.
	context.AfterFunc(ctx, stop)

	a := &app{self: os.Args[0], mode: textMode, in: stdin, out: stdout, err: stderr, getenv: os.Getenv, now: time.Now}
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	root := a.rootCommand()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitOK
	}
	f := explain(err)
	if ctx.Err() != nil && errors.Is(f, context.Canceled) {
		f.exit = exitInterrupted
	}
	if !a.running && f.exit != exitUsage {
		f = usageFault("%s", err)
	}
	if f.exit == exitUsage && f.Hint == "" {
		f.Hint = "see " + cmd.CommandPath() + " --help"
	}
	if f.exit != exitInterrupted {
		printFault(a.err, a.mode, f)
	}
	return f.exit
}

// does turns a command's function into cobra's, and marks that the command line
// was understood.
func (a *app) does(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.mode.refuseTables(cmd); err != nil {
			return err
		}
		a.running = true
		return f(cmd.Context(), args)
	}
}

// printer is made when a command prints, because flags set the mode.
func (a *app) printer() printer { return newPrinter(a.mode, a.out, a.getenv) }

func (a *app) print(v view) error { return a.printer().print(v) }

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "writ",
		Short: "Lawfully identify the person behind an online account",
		Long: `writ runs the chain by which the person behind an online account is lawfully
identified: platform, e-mail provider, ISP, each behind its own legal process.
It keeps the deadlines and counts who held how many days.

Investigators work with "writ case", courts and holders with "writ inbox" and
"writ decide". Platforms grant and end standing access with "writ access". "writ
demo" plays a case from start to end.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().VarP(&a.mode, "output", "o", "how to print: text for people, json for programs; csv or markdown where there are tables")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddGroup(
		&cobra.Group{ID: "people", Title: "Working on cases:"},
		&cobra.Group{ID: "analysts", Title: "Measuring many cases:"},
		&cobra.Group{ID: "machine", Title: "Running writ:"},
	)
	add := func(group string, cmds ...*cobra.Command) {
		for _, c := range cmds {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("people", a.caseCommand(), a.accessCommand(), a.inboxCommand(), a.taskCommand(), a.decideCommand(), a.lawCommand(), a.clockCommand())
	add("analysts", a.reportCommand(), a.exportCommand(), a.ledgerCommand())
	add("machine", a.demoCommand(), a.devCommand(), a.setupCommand(), a.workerCommand())
	root.AddCommand(a.versionCommand())
	return root
}

// group makes a command that only holds others; called by itself it must not
// pass as done.
func group(use, short string, subs ...*cobra.Command) *cobra.Command {
	g := &cobra.Command{Use: use, Short: short, Args: func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageFault("%s needs to know what to do", cmd.CommandPath())
		}
		return usageFault("unknown command %q for %q", args[0], cmd.CommandPath())
	}, RunE: func(*cobra.Command, []string) error { return nil }}
	g.AddCommand(subs...)
	return g
}
