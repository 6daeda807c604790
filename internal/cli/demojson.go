// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"io"

	"truce/canon"
	"truce/engine"
	"truce/finding"
	"truce/incident"
	"truce/internal/cli/say"
	"truce/observation"
	"truce/response"
	"truce/scenario"
	"truce/watch"
	"truce/when"
)

// played is one line of a case played for programs: exactly one member is set.
type played struct {
	Case     *playedCase              `json:"case,omitempty"`
	Entry    *engine.Entry            `json:"entry,omitempty"`
	Deadline *playedDeadline          `json:"deadline,omitempty"`
	Observed *observation.Observation `json:"observed,omitempty"`
	Incident *incident.Incident       `json:"incident,omitempty"`
	Gone     *playedGone              `json:"gone,omitempty"`
	Finding  *finding.Finding         `json:"finding,omitempty"`
	Outside  *finding.Outside         `json:"outside,omitempty"`
	Due      *watch.Due               `json:"due,omitempty"`
	Silence  *playedSilence           `json:"silence,omitempty"`
	Step     *response.Event          `json:"procedure,omitempty"`
	Record   *playedRecord            `json:"record,omitempty"`
	Result   *scenario.Result         `json:"result,omitempty"`
}

// playedCase names the case.
type playedCase struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// playedDeadline says that a deadline passed; Line is where the script stood.
type playedDeadline struct {
	Line int `json:"line"`
}

// playedGone is an incident whose accounts others hold now.
type playedGone struct {
	Incident canon.IncidentID   `json:"incident"`
	Into     []canon.IncidentID `json:"into,omitempty"`
}

// playedSilence is a clock of silence with the one place that it is of.
type playedSilence struct {
	Place string `json:"place"`
	finding.Silence
}

// playedRecord is the four counts as of the end.
type playedRecord struct {
	At     when.Instant  `json:"at"`
	Counts engine.Counts `json:"counts"`
}

// demoJSON plays a case for programs, one thing a line, in the order in which a person would see it.
func demoJSON(out io.Writer, c *scenario.Case, play func(func(scenario.Step)) (*scenario.Run, error)) error {
	var failed error
	put := func(line played) {
		if failed == nil {
			failed = say.PrintJSON(out, line)
		}
	}
	put(played{Case: &playedCase{c.Name, c.Title}})
	run, err := play(func(s scenario.Step) {
		if put(played{Entry: s.Entry, Deadline: deadlineOf(s)}); failed == nil {
			for _, e := range s.Effects {
				put(effectLine(e))
			}
		}
	})
	if err != nil {
		return err
	}
	if err := eachSilence(run.State(), func(q finding.Silence, place string) {
		put(played{Silence: &playedSilence{place, q}})
	}); err != nil {
		return err
	}
	s, r := run.State(), run.Result()
	put(played{Record: &playedRecord{s.Now(), engine.Count(s, engine.WholePeriod())}})
	put(played{Result: &r})
	return failed
}

func deadlineOf(s scenario.Step) *playedDeadline {
	if s.Entry != nil {
		return nil
	}
	return &playedDeadline{s.Line}
}

func effectLine(e engine.Effect) played {
	line := played{Observed: e.Observed, Finding: e.Finding, Outside: e.Outside, Due: e.Due, Step: e.Procedure}
	switch change := e.Incident; {
	case change == nil:
	case change.Incident != nil:
		line.Incident = change.Incident
	default:
		line.Gone = &playedGone{change.Was.ID, change.Into}
	}
	return line
}
