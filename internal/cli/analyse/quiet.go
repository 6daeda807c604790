// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/coverage"
	"truce/engine"
	"truce/finding"
	"truce/finding/silence"
	"truce/internal/cli/say"
	"truce/known"
	"truce/when"
)

// quietOptions are the flags of quiet.
type quietOptions struct {
	dir, clock, reading string
	days                int
}

func newQuiet() *cobra.Command {
	var o quietOptions
	cmd := &cobra.Command{
		Use:   "quiet [CASE]",
		Short: "Prove or refuse the days of silence that an agreement asks for, and say why",
		Long: `Quiet counts every clock of silence of the agreements on record, for each reading of the text by itself, and
prints each day: quiet, with who watched; broken, with each incident that did it, and whether it was in the place or only
near it; or not proven, with the hours in which nobody watched and why, or with what may have broken it. A day is quiet only
if somebody who is no side, and whose means perceives what breaks the silence, watched the whole place as long as the clock asks.

The record is the folder of --state, as judge keeps it, or a case that is played to its end. --days asks for another number
of days than the text does.

What it prints tells where nobody looked, and is internal to the mission.

Exit codes: 0 the days are proven under every reading that has a clock, 1 they are refused under every one, 2 readings part,
or it could not be told.`,
		Example: `  truce quiet --state record
  truce quiet seven-days-of-silence-zolote-2019 --clock silence-zolote
  truce quiet seven-days-of-silence-zolote-2019 --clock silence-zolote --reading silence=near --json`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			state, err := watchedState(cmd, o.dir, args)
			if err != nil {
				return err
			}
			return o.run(cmd, state)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.dir, "state", "", "folder that holds the entries")
	f.StringVar(&o.clock, "clock", "", "only the clock of this ID")
	f.StringVar(&o.reading, "reading", "", "only under this reading: QUESTION=READING")
	f.IntVar(&o.days, "days", 0, "count this many days of silence instead of those of the text")
	return cmd
}

// quietAnswer is the verb's output for programs.
type quietAnswer struct {
	Internal string            `json:"internal"`
	Until    when.Instant      `json:"until"`
	Answer   known.Answer      `json:"answer"`
	Clocks   []finding.Silence `json:"clocks"`
}

func (o quietOptions) run(cmd *cobra.Command, state *engine.State) error {
	out := quietAnswer{Internal: missionInternal, Until: state.Now()}
	var dockets []*finding.Docket
	var ids []string
	for _, d := range state.Dockets() {
		clocks, err := d.Silences(state.Coverage(), state.Now())
		if err != nil {
			return err
		}
		for _, c := range clocks {
			ids = append(ids, c.Clock)
			if o.clock != "" && c.Clock != o.clock || o.reading != "" && c.Reading != o.reading {
				continue
			}
			if o.days != 0 {
				if c, err = c.Recount(o.days); err != nil {
					return fmt.Errorf("--days: %w", err)
				}
			}
			out.Clocks, dockets = append(out.Clocks, c), append(dockets, d)
		}
	}
	switch {
	case len(ids) == 0:
		return fmt.Errorf("no clock of silence is on record: no agreement there asks for days of silence")
	case len(out.Clocks) == 0:
		return fmt.Errorf("no clock fits --clock %q --reading %q: %s", o.clock, o.reading, say.OrOneOf(o.clock, ids))
	}
	out.Answer = answerOf(out.Clocks)
	if say.WantsJSON(cmd) {
		if err := say.PrintJSON(cmd.OutOrStdout(), out); err != nil {
			return err
		}
	} else {
		w := cmd.OutOrStdout()
		fmt.Fprintln(w, missionInternal)
		for i, c := range out.Clocks {
			quietPage{w, state, dockets[i], c}.print()
		}
	}
	switch out.Answer {
	case known.Yes:
		return nil
	case known.No:
		return say.ErrQuiet
	}
	return say.CouldNotTell()
}

// answerOf is what clocks agree on, those that are void left out. One that no day has been counted on says nothing yet.
func answerOf(clocks []finding.Silence) known.Answer {
	var all []known.Answer
	for _, c := range clocks {
		switch {
		case c.Void:
		case len(c.Days) == 0:
			return known.Unknown
		default:
			all = append(all, c.Count.Reached)
		}
	}
	for _, a := range all {
		if a != all[0] {
			return known.Unknown
		}
	}
	if len(all) == 0 {
		return known.Unknown
	}
	return all[0]
}

// quietPage prints one clock.
type quietPage struct {
	w      io.Writer
	state  *engine.State
	docket *finding.Docket
	clock  finding.Silence
}

func (p quietPage) print() {
	c := p.clock
	mark := exerciseWord(c.Exercise)
	reading := "as written"
	if c.Reading != "" {
		reading = "read as " + c.Reading
	}
	fmt.Fprintln(p.w)
	head := fmt.Sprintf("%sclock %s of %s, article %s, %s", mark, c.Clock, c.Agreement, c.Article, reading)
	if c.Void {
		say.Paragraph(p.w, 2, "", head+": under this reading there is no clock")
		return
	}
	say.Paragraph(p.w, 2, "", fmt.Sprintf("%s, at %s: %s", head, namedPlace(p.docket.Text().Agreement(), c.Place), p.verdict()))
	for i := 0; i < len(c.Days); {
		first := i
		words := p.words(&c.Days[i])
		for i++; i < len(c.Days) && len(c.Days[i].Events) == 0 && p.words(&c.Days[i]) == words; i++ {
		}
		span := c.Days[first].Date.String()
		if i-first > 1 {
			span += " to " + c.Days[i-1].Date.String()
		}
		say.Paragraph(p.w, 4, mark+"  "+span+": ", words)
		for _, e := range c.Days[first].Events {
			say.Paragraph(p.w, 6, mark+"    - ", p.event(e))
		}
	}
}

func (p quietPage) verdict() string {
	c := p.clock
	days := say.Counted(int64(c.Needs), "day")
	switch {
	case len(c.Days) == 0:
		return "could not tell: no day of it is over, or its start is not known"
	case c.Count.Reached == known.Yes:
		return fmt.Sprintf("%s of silence are proven, complete with %s; quiet now for %s", days, c.Count.Completed, say.Counted(int64(c.Count.Run), "day"))
	case c.Count.Reached == known.Unknown:
		return fmt.Sprintf("%s of silence are not proven, and not refuted: had every day that is not proven been quiet, they were complete with %s; quiet now for %s",
			days, c.Count.Earliest, say.Counted(int64(c.Count.Run), "day"))
	}
	return fmt.Sprintf("%s of silence are refused: not even if every day that is not proven was quiet; quiet now for %s", days, say.Counted(int64(c.Count.Run), "day"))
}

// words is the state of a day and what it rests on, its events apart.
func (p quietPage) words(d *silence.Day) string {
	watched := "nobody watched the whole of it"
	if d.Covered > 0 {
		var by []string
		for _, b := range d.By {
			means := string(b.Means)
			if means == "" {
				means = "means not known"
			}
			by = append(by, fmt.Sprintf("%s %s", means, hoursWords(b.Watched)))
		}
		watched = fmt.Sprintf("watched %s of the %s needed (%s)", hoursWords(d.Covered), hoursWords(d.Needed), strings.Join(by, ", "))
	}
	state := map[when.DayState]string{when.Quiet: "quiet", when.Broken: "broken", when.NotProven: "not proven"}[d.State]
	words := state + "; " + watched
	if d.Covered >= d.Needed || d.Covered == 0 && allNobody(d.Holes) {
		return words
	}
	var holes []string
	for _, h := range d.Holes {
		why := string(h.Why)
		if why == "" {
			why = "nobody on record"
		}
		holes = append(holes, fmt.Sprintf("%s-%s %s", clockIn(h.Time.From, p.clock.Zone, false), clockIn(h.Time.To, p.clock.Zone, true), why))
	}
	return words + "; unwatched " + strings.Join(holes, ", ")
}

func allNobody(holes []coverage.Hole) bool {
	for _, h := range holes {
		if h.Why != "" {
			return false
		}
	}
	return true
}

// event says what broke a day, or may have, and on which answers that rests.
func (p quietPage) event(e silence.Event) string {
	name, what := e.Observation.Short(), "what an aggregate adds up"
	if inc := p.state.Incident(e.Incident); inc != nil {
		name, what = inc.ID.Short(), string(inc.Members[0].Sighting.Act)
		if words := inc.Members[0].Sighting.Words; words != "" {
			what += ", " + words
		}
	}
	broke := map[known.Answer]string{known.Yes: "broken by", known.Unknown: "may have been broken by"}[e.Broke]
	said := []string{where(e)}
	if e.On == known.Unknown {
		said = append(said, "not surely on this day")
	}
	if e.Act == known.Unknown {
		said = append(said, "not surely an act that breaks the silence")
	}
	return fmt.Sprintf("%s %s (%s): %s", broke, name, what, strings.Join(said, "; "))
}

func where(e silence.Event) string {
	switch {
	case e.Inside == known.Yes:
		return "in the place itself"
	case e.Inside == known.No && e.Near == known.Yes:
		return "outside, and so near that this reading counts it"
	case e.Near == known.Yes:
		return "in the place or so near that this reading counts it"
	case e.Inside == known.No:
		return "outside, perhaps so near that this reading counts it"
	}
	return "perhaps in the place"
}
