// SPDX-License-Identifier: Apache-2.0

package publishing

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/publish/daily"
	"truce/internal/publish/daily/geo"
	"truce/internal/publish/daily/html"
	"truce/internal/publish/daily/pdf"
	"truce/internal/publish/daily/plain"
	"truce/internal/publish/daily/sheet"
	"truce/internal/publish/daily/words"
	"truce/when"
)

// choice is what the flags say of the report that is wanted.
type choice struct {
	folder, agreement  string
	day, since, closes string
	regions            []string
	audience           string
	week               bool
}

func (c *choice) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.day, "day", "", "day of the report, such as 2021-10-31; the last one, with --since")
	f.StringVar(&c.since, "since", "", "first day, where the report is of several: each day stands by itself")
	f.StringVar(&c.closes, "closes", "24:00", "time of day at which a day closes, such as 19:30")
	f.StringVar(&c.agreement, "agreement", "", "text whose zone and places the report has; left out, the first on record")
	f.StringSliceVar(&c.regions, "region", nil, "place of the text by which to count; repeat for several")
	f.StringVar(&c.audience, "audience", string(daily.Mission), "for whom: mission, parties or public")
}

// request reads the flags.
func (c *choice) request(cmd *cobra.Command) (daily.Request, error) {
	r := daily.Request{Agreement: c.agreement, Audience: daily.Audience(c.audience)}
	if c.day == "" {
		return r, say.Misused(cmd, "missing: --day YYYY-MM-DD, the day of the report")
	}
	if !slices.Contains(daily.Audiences(), r.Audience) {
		return r, fmt.Errorf("--audience %.40q: write mission, parties or public", c.audience)
	}
	var err error
	if r.Last, err = when.ParseDate(c.day); err != nil {
		return r, fmt.Errorf("--day: %w", err)
	}
	switch {
	case c.week && c.since != "":
		return r, errors.New("--week and --since both say which days: give one")
	case c.week:
		r.First, r.Last = daily.WeekOf(r.Last)
	case c.since != "":
		if r.First, err = when.ParseDate(c.since); err != nil {
			return r, fmt.Errorf("--since: %w", err)
		}
	}
	if r.Closes, err = when.ParseClock(c.closes); err != nil {
		return r, fmt.Errorf("--closes: %w", err)
	}
	if r.Closes == (when.Clock{}) {
		r.Closes = when.Clock{Hour: 24}
	}
	for _, id := range c.regions {
		r.Regions = append(r.Regions, agreement.PlaceID(id))
	}
	return r, nil
}

func newReport() *cobra.Command {
	var c choice
	var lang, format, out string
	var version int64
	cmd := &cobra.Command{
		Use:   "report [JOURNAL|CASE]",
		Short: "Make the report of a day, or the weekly table of weapons",
		Long: `Report makes the report of a day from a record, in the order that monitoring missions give it: what was recorded by region
beside the day before, harm to civilians, attacks on the mission, disengagement areas, weapons and withdrawal lines, windows of
silence, crossings, freedom of movement with its mark, coverage by region; then incidents, assessed and determined violations.
The four counts are never added, and no verdict stands without its status.

The record is a journal, a case that is played to its end, or the folder of --state, as judge keeps it. The cut-off is the time of its
last entry. Days are those of the agreement's zone; they close at midnight unless --closes says otherwise. With --since the report is of
several days, such as a weekend, each beside the day before it.

--audience says for whom: the mission's report tells where nobody looked, and is internal; that for the parties names no source, patrol
or gap; that for the public counts by large regions, after the delay of the agreement, and is never made of an exercise.

--format is text, html, pdf, csv, geojson or json, which is the data itself in canonical bytes; --lang is en, uk, fr or ru. The same record
gives the same bytes. Of a report that was issued, --version N makes version N again, from the entries before its issue; without it, it is a
draft, which says in every form that nobody issued it and has no number. With --week it is the table of weapons by side and class of the week that holds the day.

Exit codes: 0 done, 1 refused, 2 nothing of it is public, or it could not be told.`,
		Example: `  truce report night-on-the-line --day 2021-10-31 --closes 19:30
  truce report mission.journal --day 2026-02-06 --lang uk --format pdf --out report.pdf
  truce report withdrawal-by-calibre-2017 --week --day 2017-02-10 --audience parties
  truce report --state record --day 2021-11-01 --since 2021-10-30 --format html --out weekend.html`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			s, err := sourceOf(cmd, c.folder, args)
			if err != nil {
				return err
			}
			request, err := c.request(cmd)
			if err != nil {
				return err
			}
			state, err := s.state()
			if err != nil {
				return err
			}
			p := print{request: request, state: state, lang: lang, format: format, week: c.week}
			if say.WantsJSON(cmd) {
				p.format = "json"
			}
			if version > 0 {
				p.request, p.report, err = s.version(state, request, version)
			} else if p.report, err = daily.Make(state, request); err == nil {
				p.report = p.report.AsDraft()
			}
			if errors.Is(err, daily.ErrNotPublic) {
				return fmt.Errorf("%w: %w", say.ErrUnknown, err)
			}
			if err != nil {
				return err
			}
			return p.run(cmd, out)
		}),
	}
	c.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&c.folder, "state", "", "folder that holds the entries")
	f.BoolVar(&c.week, "week", false, "the table of weapons by side and class of the week that holds the day")
	f.StringVar(&lang, "lang", "en", "language: "+strings.Join(words.Tags(), ", "))
	f.StringVar(&format, "format", "text", "text, html, pdf, csv, geojson or json")
	f.Int64Var(&version, "version", 0, "this version as it was issued, made again from the entries before its issue; left out, as the record stands now")
	f.StringVar(&out, "out", "", "file to write, which must not be there; left out, the screen")
	cmd.AddCommand(newIssue(), newIssued())
	return cmd
}

// print is a report that is to be written.
type print struct {
	request      daily.Request
	report       *daily.Report
	state        *engine.State
	lang, format string
	week         bool
}

func (p print) run(cmd *cobra.Command, out string) error {
	report := p.report
	if out == "" {
		w := cmd.OutOrStdout()
		if p.format == "pdf" {
			w = say.Exact(w)
		}
		return p.write(w, report)
	}
	if err := verb.NewFile(out, func(w io.Writer) error { return p.write(w, report) }); err != nil {
		return err
	}
	digest, err := report.Digest()
	name := report.Name()
	if !report.Draft {
		name += fmt.Sprintf(", version %d", report.Version)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: report %s, digest %s\n", out, name, digest)
	return err
}

// write writes the report in its format.
func (p print) write(w io.Writer, r *daily.Report) error {
	switch p.format {
	case "json":
		data, err := r.Bytes()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", data)
		return err
	case "csv":
		return plain.CSV(w, r)
	case "geojson":
		for _, d := range p.state.Dockets() {
			if d.Text().Ref() == r.Agreement {
				return geo.Write(w, r, d.Text(), p.request.Regions)
			}
		}
	}
	of := sheet.Of
	if p.week {
		of = sheet.OfWeek
	}
	s, err := of(r, p.lang)
	if err != nil {
		return err
	}
	switch p.format {
	case "text":
		return plain.Text(w, s)
	case "html":
		return html.Write(w, s)
	case "pdf":
		return pdf.Write(w, s)
	}
	return fmt.Errorf("--format %.40q: write text, html, pdf, csv, geojson or json", p.format)
}
