package cli

import (
	"context"
	"runtime/debug"
	"strings"

	"github.com/sethvargo/go-envconfig"
	"github.com/spf13/cobra"

	"writ/legal"
	"writ/worker"
)

// versionView is what "writ version" prints.
type versionView struct {
	Version  string   `json:"version"`
	Go       string   `json:"go"`
	Edition  string   `json:"edition"`
	Editions []string `json:"editions"`
	// Problem says why the law of this environment cannot be read; the edition is
	// then that of the build.
	Problem string `json:"problem,omitempty"`
}

func (v versionView) write(p *page) {
	p.line("writ %s (%s)", v.Version, v.Go)
	p.line("law: edition %s for new cases", v.Edition)
	p.line("     this build carries %s", strings.Join(v.Editions, ", "))
	if v.Problem != "" {
		p.para("     ", "WRIT_LAW cannot be used: "+v.Problem)
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of writ and of the law it carries",
		Args:  cobra.NoArgs,
		RunE: a.does(func(ctx context.Context, _ []string) error {
			v := versionView{Version: buildVersion(), Edition: legal.CurrentEdition, Editions: legal.Editions()}
			if cfg, err := worker.LoadConfig(ctx, envconfig.OsLookuper()); err != nil {
				v.Problem = err.Error()
			} else if edition, err := lawOf(cfg); err != nil {
				v.Problem = err.Error()
			} else {
				v.Edition = edition
			}
			if info, ok := debug.ReadBuildInfo(); ok {
				v.Go = info.GoVersion
			}
			return a.print(v)
		}),
	}
}

// buildVersion is the version of this program, as the build says.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown build)"
}
