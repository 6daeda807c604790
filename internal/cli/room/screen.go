// SPDX-License-Identifier: Apache-2.0

package room

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine/lookout"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/watch"
	"truce/when"
)

// screen is what the room shows, in a zone.
type screen struct {
	lookout.Screen
	zone when.Zone
}

func showRoom(cmd *cobra.Command, path, zone string) error {
	r, err := verb.ReadRecord(cmd, path)
	if err != nil {
		return err
	}
	defer r.Close()
	now := max(verb.Clock(cmd.Context()), r.State().Now())
	r.State().Tick(now) // of this reading alone: nothing is entered
	s := screen{Screen: lookout.Look(r.State(), now)}
	if s.zone, err = zoneOf(r.State(), zone); err != nil {
		return err
	}
	if say.WantsJSON(cmd) {
		err = say.PrintJSON(cmd.OutOrStdout(), map[string]any{"internal": internal, "room": s.Screen})
	} else {
		err = s.print(cmd.OutOrStdout())
	}
	if err == nil && len(s.Late) > 0 {
		err = say.ErrQuiet
	}
	return err
}

func (s screen) print(w io.Writer) error {
	fmt.Fprintln(w, internal)
	at := func(t when.Instant) string { return clockWords(t, s.Now, s.zone) }
	say.Row(w, "now", "%s %s", clockWords(s.Now, 0, s.zone), s.zone)
	var on []string
	for _, o := range s.On {
		on = append(on, o.Name+" since "+at(o.Since))
	}
	if on == nil {
		on = []string{"NOBODY"}
	}
	say.Row(w, "on duty", "%s", strings.Join(on, ", "))
	if s.Mode.State == watch.Normal {
		say.Row(w, "mode", "normal")
	} else {
		say.Row(w, "mode", "%s since %s: %s", strings.ToUpper(string(s.Mode.State)), at(s.Mode.At), s.Mode.Reason)
	}
	for _, o := range s.Late {
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", "LATE"), fmt.Sprintf("%s, by %s: %s%s", o.ID, since(o.Due, s.Now), o.Says, waits(o)))
	}
	for _, o := range s.Open {
		due := ""
		if o.Due != 0 {
			due = ", at " + at(o.Due)
		}
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", "open"), o.ID+due+": "+o.Says+waits(o))
	}
	for _, g := range s.New {
		what := "new"
		if g.Before {
			what = "from before"
		}
		mark := ""
		if g.Exercise {
			mark = "EXERCISE "
		}
		say.Paragraph(w, 12, fmt.Sprintf("%-12s", what), fmt.Sprintf("%s%s of %s: %s %s (%s), %s to %s; gravest %s, %s",
			mark, g.Term, g.Agreement, say.Counted(int64(g.Findings), "finding"), g.Verdict, g.Status, at(g.First), at(g.Last), g.Worst, g.Gravest))
	}
	for _, d := range s.Dark {
		say.Row(w, "dark", "%s", d)
	}
	for _, o := range s.Owed {
		say.Row(w, "gap owed", "%s", o)
	}
	if len(s.Late)+len(s.Open)+len(s.New) == 0 {
		say.Row(w, "open", "nothing")
	}
	return nil
}

func waits(o watch.Open) string {
	if o.Waits == "" {
		return ""
	}
	return " (waits: " + o.Waits + ")"
}

// errNotOn is the end of a verb that shows what its reader may not know yet.
var errNotOn = errors.New("say who asks with --as NAME, or come on duty: what is not past is for those who may know")
