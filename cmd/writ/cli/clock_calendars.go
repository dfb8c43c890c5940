package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"writ/legal"
	"writ/legal/clock"
)

// calendarsView lists the calendars of an edition.
type calendarsView struct {
	Edition   string         `json:"edition"`
	Calendars []calendarLine `json:"calendars"`
}

type calendarLine struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Version string   `json:"version"`
	From    int      `json:"from"`
	To      int      `json:"to"`
	Zones   []string `json:"default_of,omitempty"`
}

func (v calendarsView) write(p *page) {
	p.line("calendars of edition %s", v.Edition)
	var rows [][]string
	for _, c := range v.Calendars {
		zones := ""
		if len(c.Zones) > 0 {
			zones = "default of " + strings.Join(c.Zones, ", ")
		}
		rows = append(rows, []string{c.ID, fmt.Sprintf("%d-%d", c.From, c.To), c.Name, zones})
	}
	p.table("  ", rows)
}

// calendarView is the closed days of one year.
type calendarView struct {
	calendarLine
	Year int             `json:"year"`
	Days []clock.Holiday `json:"days"`
}

func (v calendarView) write(p *page) {
	p.line("%s, %s (version %s)", v.ID, v.Name, v.Version)
	p.line("closed in %d, beside the weekends:", v.Year)
	var rows [][]string
	for _, d := range v.Days {
		rows = append(rows, []string{dated(d.On.String()), d.Name, string(d.Kind), sourced(d.Source)})
	}
	p.table("  ", rows)
}

func (a *app) clockCalendarsCommand() *cobra.Command {
	var edition string
	var year int
	cmd := &cobra.Command{
		Use:   "calendars [CALENDAR]",
		Short: "List the calendars, or the closed days of one with their sources",
		Example: `  writ clock calendars
  writ clock calendars gb-england-wales --year 2022`,
		Args: cobra.MaximumNArgs(1),
	}
	editionFlag(cmd, &edition)
	cmd.Flags().IntVar(&year, "year", 0, "the `YEAR`, default: this one")
	cmd.RunE = a.does(func(ctx context.Context, args []string) error {
		law, err := a.openLaw(ctx, edition)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			v := calendarsView{Edition: law.Edition(), Calendars: []calendarLine{}}
			for _, c := range law.Calendars() {
				v.Calendars = append(v.Calendars, lineOf(c))
			}
			return a.print(v)
		}
		if year == 0 {
			year = a.now().Year()
		}
		return a.printCalendar(law, args[0], year)
	})
	return cmd
}

func (a *app) printCalendar(law *legal.Law, id string, year int) error {
	c, ok := law.Calendar(id)
	if !ok {
		return newFault("unknown-calendar", "writ clock calendars lists them", "edition %s has no calendar %q", law.Edition(), id)
	}
	if from, to := c.Covers(); year < from || year > to {
		return newFault("not-covered", "", "calendar %s covers %d to %d, not %s", id, from, to, strconv.Itoa(year))
	}
	return a.print(calendarView{calendarLine: lineOf(c), Year: year, Days: c.Days(year)})
}

func lineOf(c *clock.Calendar) calendarLine {
	from, to := c.Covers()
	return calendarLine{ID: c.ID(), Name: c.Name(), Version: c.Version(), From: from, To: to, Zones: c.Zones()}
}
