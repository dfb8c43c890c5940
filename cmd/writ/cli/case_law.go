package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"writ/casefile"
	"writ/legal/clock"
	"writ/protocol"
)

// lawFlags is to what a running case is moved.
type lawFlags struct {
	edition   string
	calendars []string
	reason    string
}

func (a *app) caseMoveLawCommand() *cobra.Command {
	who, f := &actor{}, &lawFlags{}
	cmd := &cobra.Command{
		Use:   "move-law CASE (--edition EDITION | --calendar FILE) --reason REASON",
		Short: "Move a running case to another edition of the law, or to a published calendar",
		Long: `Move a running case to another edition of the law, or to a published state of a
calendar. A case stays under the law under which it began until somebody does
this; the move is on record, and each open clock that it moves is recorded with
both dates.`,
		Example: `  writ case move-law 3f0c2f6e --calendar gb-2026-12.yaml --reason "a bank holiday was proclaimed"`,
		Args:    cobra.ExactArgs(1),
	}
	f.flags(cmd)
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		move, err := f.payload()
		if err != nil {
			return err
		}
		return c.send(ctx, who, protocol.CaseWorkflowID(c.id), protocol.UpdateMoveLaw, nil, func(key string) any {
			move.Act = act
			move.Key = key
			return move
		})
	})
}

func (f *lawFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.edition, "edition", "", "the `EDITION` of the law to move to: writ version lists them")
	cmd.Flags().StringSliceVar(&f.calendars, "calendar", nil, "a `FILE` with published calendars, in the form of writ's own; repeatable")
	cmd.Flags().StringVar(&f.reason, "reason", "", "`WHY`")
	must(cmd.MarkFlagRequired("reason"))
}

func (f *lawFlags) payload() (casefile.MoveLaw, error) {
	move := casefile.MoveLaw{Edition: f.edition, Reason: f.reason}
	if f.edition == "" && len(f.calendars) == 0 {
		return move, usageFault("say to what: --edition, --calendar or both")
	}
	if f.edition != "" {
		if err := knownEdition(f.edition); err != nil {
			return move, err
		}
	}
	var err error
	move.Calendars, err = readAllCalendars(f.calendars)
	return move, err
}

func readAllCalendars(files []string) ([]clock.CalendarData, error) {
	var all []clock.CalendarData
	for _, file := range files {
		found, err := readCalendars(file)
		if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, newFault("bad-calendar", "", "--calendar %s: %s", file, pathErr.Err).because(err)
		}
		if err != nil {
			return nil, newFault("bad-calendar", "the calendars in legal/packs show the form", "%s: %s", file, plainYAML(err)).because(err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// readCalendars reads a file of calendars as strictly as the packs are read.
func readCalendars(file string) ([]clock.CalendarData, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var published struct {
		Calendars []clock.CalendarData `yaml:"calendars"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&published); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(published.Calendars) == 0 {
		return nil, fmt.Errorf("holds no calendars: want the field calendars with at least one")
	}
	for _, c := range published.Calendars {
		if _, err := c.Build(); err != nil {
			return nil, err
		}
	}
	return published.Calendars, nil
}

var goType = regexp.MustCompile(` in type .*$`)

// plainYAML says the first of a decoder's complaints without the names that
// the program gives things.
func plainYAML(err error) string {
	text := err.Error()
	if many, ok := errors.AsType[*yaml.TypeError](err); ok && len(many.Errors) > 0 {
		text = many.Errors[0]
	}
	text = goType.ReplaceAllString(text, "")
	text = strings.Replace(text, "not found", "is unknown here", 1)
	return strings.TrimPrefix(text, "yaml: ")
}

// lawMoveWords says to what a case was moved.
func lawMoveWords(m casefile.LawMove) string {
	text := ""
	if m.To != m.From && m.To != "" {
		text = fmt.Sprintf("from edition %s to %s", m.From, m.To)
	}
	if len(m.Calendars) > 0 {
		if text != "" {
			text += "; "
		}
		text += "calendars " + joined(m.Calendars)
	}
	return text
}
