// SPDX-License-Identifier: Apache-2.0

// Package room turns the command lines of the operations room into entries of the record, and the record into what an
// officer has to see: who is on, what is late, what is open, what is new. One file holds the verbs of one concern. It follows
// the packages keep and verb.
package room

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"truce/app"
	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/watch"
	"truce/when"
)

// Verbs returns the verbs of the operations room.
func Verbs() []*cobra.Command { return []*cobra.Command{newWatch(), newPatrol(), newNotice()} }

// internal stands above everything that the room shows.
const internal = "MISSION-INTERNAL: calls, patrols and notices. It goes to no party and to no public."

// act is what every act of the room says: who does it, and when it was done.
type act struct{ by, at, zone string }

func (a *act) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&a.by, "by", "b", "", "who does it; left out, whoever is on duty, where that is one")
	f.StringVar(&a.at, "at", "", "when it was done, such as 03:10; left out, now")
	f.StringVar(&a.zone, "zone", "", "zone of the times; left out, that of the first agreement on record, or UTC")
}

// desk is a record that is open to enter something at a time.
type desk struct {
	cmd    *cobra.Command
	record *app.Record
	path   string
	now    when.Instant
	zone   when.Zone
	by     string
	at     when.Instant // zero for now
}

// sit opens a record at the time of the clock. The caller closes it.
func (a *act) sit(cmd *cobra.Command, path string) (*desk, error) {
	r, err := verb.OpenRecord(cmd, path)
	if err != nil {
		return nil, err
	}
	d := &desk{cmd: cmd, record: r, path: path, now: max(verb.Clock(cmd.Context()), r.State().Now())}
	if d.zone, err = zoneOf(r.State(), a.zone); err == nil {
		d.at, err = d.before(a.at)
	}
	if err == nil {
		d.by, err = who(r.State().Room(), a.by)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return d, nil
}

func zoneOf(s *engine.State, name string) (when.Zone, error) {
	if list := s.Dockets(); name == "" && len(list) > 0 {
		return list[0].Zone(), nil
	}
	return when.LoadZone(cmp.Or(name, "UTC"))
}

// who is the officer who does something.
func who(r *watch.Room, named string) (string, error) {
	on := r.OnDuty()
	switch {
	case named != "":
		return named, nil
	case len(on) == 1:
		return on[0].Name, nil
	case len(on) == 0:
		return "", errors.New("nobody is on duty: say who does it with --by NAME, or come on with truce watch on")
	}
	var names []string
	for _, o := range on {
		names = append(names, o.Name)
	}
	return "", fmt.Errorf("on duty are %s: say who does it with --by NAME", strings.Join(names, ", "))
}

func (d *desk) room() *watch.Room { return d.record.State().Room() }

// before reads a time that has passed: HH:MM is the last such time.
func (d *desk) before(text string) (when.Instant, error) {
	if text == "" {
		return 0, nil
	}
	at, err := d.clock(text, func(t when.Instant) bool { return t <= d.now })
	if err == nil && at > d.now {
		err = fmt.Errorf("--at %s: it has not come yet", text)
	}
	return at, err
}

// after reads a time that is to come: HH:MM is the next such time, and 15m or "15 min" so long from now.
func (d *desk) after(text string) (when.Instant, error) {
	if text == "" {
		return 0, nil
	}
	if short, err := time.ParseDuration(text); err == nil && short > 0 {
		return d.now + when.Instant(short.Milliseconds()), nil
	}
	if long, err := when.ParseDuration(text); err == nil && long > 0 {
		return d.now + when.Instant(long), nil
	}
	at, err := d.clock(text, func(t when.Instant) bool { return t > d.now })
	if err != nil {
		return 0, fmt.Errorf("%q is no time to come: write 15m, 03:30 or \"2031-03-04 03:30\": %w", text, err)
	}
	return at, nil
}

// clock reads a time of day, on the day that fits, or a whole date and time.
func (d *desk) clock(text string, fits func(when.Instant) bool) (when.Instant, error) {
	c, err := when.ParseClock(text)
	if err != nil || len(text) != 5 {
		span, err := when.Parse(text, d.zone)
		return span.Interval.From, err
	}
	today := d.zone.DateOf(d.now)
	best := when.Instant(0)
	for _, days := range []int{1, 0, -1} {
		i, err := d.zone.At(today.Add(days), c.Hour, c.Minute, 0)
		switch {
		case err != nil || !fits(i.From):
		case best == 0 || abs(i.From-d.now) < abs(best-d.now):
			best = i.From
		}
	}
	if best == 0 {
		return 0, fmt.Errorf("%s does not fit: give the day as well", text)
	}
	return best, nil
}

func abs(t when.Instant) when.Instant { return max(t, -t) }

// enter enters what belongs together, as of now, and says what came of it.
func (d *desk) enter(says map[string]any, words string, list ...engine.Entry) error {
	var in []app.Incoming
	for _, e := range list {
		e.Time = d.now
		in = append(in, app.Incoming{Entry: e})
	}
	got, err := d.record.Enter(d.cmd.Context(), in)
	switch {
	case err != nil && len(got) > 0:
		return fmt.Errorf("entry %d was entered, and nothing after it: %w", got[len(got)-1].Placed.Seq, err)
	case err != nil:
		return fmt.Errorf("nothing was entered: %w", err)
	}
	var late []string
	for _, each := range got {
		for _, e := range each.Effects {
			if e.Due != nil {
				late = append(late, fmt.Sprintf("%s since %s: %s", e.Due.ID, d.says(e.Due.Due), e.Due.Says))
			}
		}
	}
	seq := got[0].Placed.Seq
	if say.WantsJSON(d.cmd) {
		says["entry"], says["ran_out"] = seq, late
		err = say.PrintJSON(d.cmd.OutOrStdout(), says)
	} else {
		fmt.Fprintf(d.cmd.OutOrStdout(), "entry %d: %s\n", seq, words)
		for _, l := range late {
			fmt.Fprintf(d.cmd.OutOrStdout(), "LATE %s\n", l)
		}
	}
	return errors.Join(err, d.record.Close())
}

// says writes a time on the clocks of the room, with the day where that is not today.
func (d *desk) says(t when.Instant) string { return clockWords(t, d.now, d.zone) }

func clockWords(t, now when.Instant, zone when.Zone) string {
	c := zone.ClockOf(t)
	if day := zone.DateOf(t); day != zone.DateOf(now) {
		return fmt.Sprintf("%s %02d:%02d", day, c.Hour, c.Minute)
	}
	return fmt.Sprintf("%02d:%02d", c.Hour, c.Minute)
}

// doing is a verb that opens a record, acts and closes it.
func doing(a *act, do func(d *desk, args []string) error) func(*cobra.Command, []string) error {
	return verb.Does(func(cmd *cobra.Command, args []string) error {
		d, err := a.sit(cmd, args[0])
		if err != nil {
			return err
		}
		defer d.record.Close()
		return do(d, args[1:])
	})
}

// about finds what a word names: an item of the room, or a finding or an incident by the first letters of its ID.
func (d *desk) about(word string) (watch.Ref, error) {
	if word == "" {
		return watch.Ref{}, nil
	}
	if _, ok := d.room().Has(word); ok {
		return watch.Ref{Item: word}, nil
	}
	var found []watch.Ref
	for _, docket := range d.record.State().Dockets() {
		for _, f := range docket.Findings() {
			if named(word, f.ID.String()) {
				found = append(found, watch.Ref{Incident: f.Released.Incident, Agreement: f.Released.Agreement, Term: string(f.Released.Term)})
			}
		}
	}
	for _, inc := range d.record.State().Incidents() {
		if named(word, inc.ID.String()) {
			found = append(found, watch.Ref{Incident: inc.ID})
		}
	}
	if len(found) != 1 {
		return watch.Ref{}, fmt.Errorf("%q names %d things on record: give an item such as call-1, or more letters of the ID of a finding or an incident", word, len(found))
	}
	return found[0], nil
}

func named(word, whole string) bool {
	_, letters, _ := strings.Cut(whole, ":")
	return strings.HasPrefix(whole, word) && len(word) > len(whole)-len(letters) || strings.HasPrefix(letters, word)
}
