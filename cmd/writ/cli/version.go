package cli

import (
	"context"
	"runtime/debug"

	"github.com/spf13/cobra"

	"writ/legal"
)

// versionView is what "writ version" prints.
type versionView struct {
	Version  string   `json:"version"`
	Go       string   `json:"go"`
	Edition  string   `json:"edition"`
	Editions []string `json:"editions"`
}

func (v versionView) write(p *page) {
	p.line("writ %s (%s)", v.Version, v.Go)
	p.line("law: edition %s for new cases; this build carries %d", v.Edition, len(v.Editions))
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of writ and of the law it carries",
		Args:  cobra.NoArgs,
		RunE: a.does(func(context.Context, []string) error {
			v := versionView{Version: "(unknown build)", Edition: legal.CurrentEdition, Editions: legal.Editions()}
			if info, ok := debug.ReadBuildInfo(); ok {
				v.Go = info.GoVersion
				if info.Main.Version != "" {
					v.Version = info.Main.Version
				}
			}
			return a.print(v)
		}),
	}
}
