// SPDX-License-Identifier: Apache-2.0

package room

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/place"
	"truce/watch"
	"truce/when"
)

func newPatrol() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "patrol",
		Short: "Request patrols, follow them, and enter what came of them",
		Long: `A patrol task is requested, cleared, notified to the sides, out, at the site, and returned; it may be denied, delayed or aborted. While it is
out it checks in; one that is not heard of in time is late on truce watch. While it is denied or delayed its hours do not count as
watched, and the verb that ends that enters the gap in the same act.

Everything here is internal to the mission. No output gives it to anybody outside.`,
		Example: `  truce patrol request mission.journal --source patrol-7 --what look-at-the-mill --where mill
  truce patrol out mission.journal patrol-1
  truce patrol check-in mission.journal patrol-1
  truce patrol list mission.journal`,
	}
	cmd.AddCommand(newPatrolList(), newRequest())
	for _, s := range []struct {
		step  watch.Step
		name  string
		short string
	}{
		{watch.Cleared, "clear", "Enter that a patrol may go"},
		{watch.Notified, "notify", "Enter that the sides were told that a patrol goes"},
		{watch.Out, "out", "Enter that a patrol has left, or moves on after it was held up"},
		{watch.CheckedIn, "check-in", "Enter that a patrol was heard of"},
		{watch.AtSite, "at-site", "Enter that a patrol is where it was sent"},
		{watch.Denied, "denied", "Enter that a patrol may not go, or was stopped"},
		{watch.Delayed, "delayed", "Enter that a patrol is held up"},
		{watch.Aborted, "aborted", "Enter that a patrol gives up"},
		{watch.Returned, "returned", "Enter that a patrol is back"},
	} {
		cmd.AddCommand(newStep(s.step, s.name, s.short))
	}
	return cmd
}

func newRequest() *cobra.Command {
	a := &act{}
	var order watch.Order
	var at, about, every, id string
	var radius int64
	cmd := &cobra.Command{
		Use:     "request JOURNAL --source NAME -m WORDS",
		Short:   "Request a patrol",
		Long:    "Request enters what a patrol is to do, under which name its reports come in, and how often it checks in while it is out.",
		Example: "  truce patrol request mission.journal --source patrol-7 -m \"look at the mill\" --where mill --at-point \"47.5, 37.5\"",
		Args:    say.AsUsed,
		RunE: doing(a, func(d *desk, _ []string) (err error) {
			if order.Where, err = ground(order.Where.Name, at, radius); err != nil {
				return err
			}
			if order.About, err = d.about(about); err != nil {
				return err
			}
			if order.Every, err = length(every); err != nil {
				return err
			}
			if id == "" {
				id = d.room().Free(watch.APatrol)
			}
			p := watch.Patrol{ID: id, By: d.by, At: d.at, Step: watch.Requested, Order: &order}
			return d.enter(map[string]any{"id": id, "step": p.Step}, id+" is requested: "+order.What, engine.Entry{Patrol: &p})
		}),
	}
	a.flags(cmd)
	f := cmd.Flags()
	f.StringVarP(&order.Source, "source", "s", "", "name under which its reports and its hours come in")
	f.StringVarP(&order.What, "what", "m", "", "what it is to do")
	f.StringVarP(&order.Where.Name, "where", "w", "", "name of the place")
	f.StringVar(&at, "at-point", "", "middle of the place, such as \"47.5, 37.5\"")
	f.Int64Var(&radius, "radius", 500, "how far around that, in metres")
	f.StringVarP(&about, "about", "f", "", "finding or incident that it is to verify")
	f.StringVarP(&every, "every", "e", "30 min", "how often it checks in while it is out")
	f.StringVar(&id, "id", "", "ID of the task; left out, the next that is free")
	return cmd
}

// ground is a place by its name, its middle, or both.
func ground(name, at string, metres int64) (place.Region, error) {
	r := place.Region{Name: name}
	if at == "" {
		return r, nil
	}
	c, err := place.ParsePoint(at)
	if err != nil {
		return r, fmt.Errorf("--at-point: %w", err)
	}
	c.Radius = max(c.Radius, place.Length(metres)*place.Metre)
	r.Circle = &c
	return r, nil
}

func length(text string) (when.Duration, error) {
	if text == "" {
		return 0, nil
	}
	return when.ParseDuration(text)
}

func newStep(step watch.Step, name, short string) *cobra.Command {
	a := &act{}
	var says, next, site, is string
	cmd := &cobra.Command{
		Use:     name + " JOURNAL PATROL",
		Short:   short,
		Long:    short + ". Which step may follow which is in docs/spec/watch.md; one that may not is refused. --site and --is say what a verification of a site came to.",
		Example: fmt.Sprintf("  truce patrol %s mission.journal patrol-1", name),
		Args:    say.AsUsed,
		RunE: doing(a, func(d *desk, args []string) (err error) {
			p := watch.Patrol{ID: args[0], By: d.by, At: d.at, Step: step, Says: says}
			if p.CheckIn, err = d.after(next); err != nil {
				return err
			}
			if site != "" || is != "" {
				p.Site = &watch.Site{Name: site, Is: watch.SiteState(is)}
			}
			entries := []engine.Entry{{Patrol: &p}}
			words := fmt.Sprintf("%s: %s", p.ID, step)
			for _, g := range d.room().After(&p, d.now) {
				entries = append(entries, engine.Entry{Gap: &g})
				words += fmt.Sprintf("; gap entered: %s, %s to %s", g.Reason, d.says(g.Time.From), d.says(g.Time.To))
			}
			return d.enter(map[string]any{"id": p.ID, "step": step}, words, entries...)
		}),
	}
	a.flags(cmd)
	f := cmd.Flags()
	f.StringVarP(&says, "says", "m", "", "why and by whom, or what else is to be said")
	f.StringVarP(&next, "next", "n", "", "by when it checks in next; left out, by the interval of the request")
	f.StringVarP(&site, "site", "s", "", "site that was looked at, such as \"impact point\"")
	f.StringVar(&is, "is", "", "detected, visited, remnants-found, remnants-none or access-pending")
	return cmd
}

func newPatrolList() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:     "list JOURNAL",
		Short:   "List patrol tasks and how far they are",
		Long:    "List prints the tasks that have not ended, with --all those that have as well: the last step, when they check in, and what was found at which site.",
		Example: "  truce patrol list mission.journal --all",
		Args:    say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error {
			r, err := verb.ReadRecord(cmd, args[0])
			if err != nil {
				return err
			}
			defer r.Close()
			now := max(verb.Clock(cmd.Context()), r.State().Now())
			zone, err := zoneOf(r.State(), "")
			if err != nil {
				return err
			}
			rows := [][]string{{"task", "source", "step", "since", "check-in", "what", "sites"}}
			for _, t := range r.State().Room().Tasks() {
				if t.Ended && !all {
					continue
				}
				if say.WantsJSON(cmd) {
					if err := say.PrintJSON(cmd.OutOrStdout(), map[string]any{"task": t, "state": t.State()}); err != nil {
						return err
					}
					continue
				}
				rows = append(rows, taskRow(t, now, zone))
			}
			if say.WantsJSON(cmd) {
				return nil
			}
			fmt.Fprintln(cmd.OutOrStdout(), internal)
			return say.Aligned(cmd.OutOrStdout(), "", rows)
		}),
	}
	cmd.Flags().BoolVar(&all, "all", false, "those that have ended too")
	return cmd
}

func taskRow(t *watch.Task, now when.Instant, zone when.Zone) []string {
	next := "-"
	switch {
	case t.CheckIn == 0:
	case t.CheckIn <= now:
		next = "LATE by " + since(t.CheckIn, now)
	default:
		next = clockWords(t.CheckIn, now, zone)
	}
	var sites []string
	for _, s := range t.Sites {
		sites = append(sites, s.Name+": "+string(s.Is))
	}
	last := t.Steps[len(t.Steps)-1]
	return []string{t.ID, t.Source, string(t.State()), clockWords(last.At, now, zone), next, t.What, strings.Join(sites, ", ")}
}
