// SPDX-License-Identifier: Apache-2.0

package room

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/watch"
	"truce/when"
)

func newNotice() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notice",
		Short: "Give notices, and seek and enter the assurances of the sides",
		Long: `A notice announces a repair, a corridor, an evacuation, an exchange, demining or a flight, so that nobody fires at it. Each side whose assurance it
needs is asked; where one is missing when it begins, the notice is late on truce watch. Until its time is past it is shown to whoever is on
duty, gave it, is named in it or is one of its sides; then to all of the room, and to nobody outside.`,
		Example: `  truce notice give mission.journal --kind repair --what power-line --where mill --from 30m --until 8h --side North --side South
  truce notice seek mission.journal notice-1 North
  truce notice assure mission.journal notice-1 North --says by-telephone
  truce notice list mission.journal`,
	}
	cmd.AddCommand(newNoticeList(), newGive())
	for _, s := range []struct {
		act         watch.NoticeAct
		name, short string
		side        bool
	}{
		{watch.Sought, "seek", "Enter that a side was asked for its assurance", true},
		{watch.Assured, "assure", "Enter that a side gave its assurance", true},
		{watch.Refused, "refuse", "Enter that a side gave no assurance", true},
		{watch.Taken, "withdraw", "Withdraw a notice, and say why", false},
		{watch.Performed, "done", "Enter that what was announced has taken place", false},
	} {
		cmd.AddCommand(newNoticeAct(s.act, s.name, s.short, s.side))
	}
	return cmd
}

func newGive() *cobra.Command {
	a := &act{}
	var p watch.Plan
	var kind, name, at, from, until, id string
	var radius int64
	cmd := &cobra.Command{
		Use:     "give JOURNAL --kind KIND -m WORDS --from TIME --until TIME",
		Short:   "Give a notice",
		Long:    "Give enters what is announced, where and when, whose assurance it needs, and who may know of it until it is past.",
		Example: "  truce notice give mission.journal --kind repair -m \"power line at the mill\" --where mill --from 06:00 --until 14:00 --side North --side South --know engineers",
		Args:    say.AsUsed,
		RunE: doing(a, func(d *desk, _ []string) (err error) {
			p.Kind = watch.NoticeKind(kind)
			if p.Where, err = ground(name, at, radius); err != nil {
				return err
			}
			if p.Time.From, err = d.after(from); err != nil {
				return err
			}
			begin := *d
			begin.now = max(d.now, p.Time.From)
			if p.Time.To, err = begin.after(until); err != nil {
				return err
			}
			if id == "" {
				id = d.room().Free(watch.ANotice)
			}
			n := watch.Notice{ID: id, By: d.by, At: d.at, Act: watch.Given, Plan: &p}
			words := fmt.Sprintf("%s: %s, %s to %s", id, p.Kind, d.says(p.Time.From), d.says(p.Time.To))
			if len(p.Sides) > 0 {
				words += "; seek the assurance of " + strings.Join(p.Sides, ", ")
			}
			return d.enter(map[string]any{"id": id}, words, engine.Entry{Notice: &n})
		}),
	}
	a.flags(cmd)
	f := cmd.Flags()
	f.StringVarP(&kind, "kind", "k", "", "repair, corridor, evacuation, exchange, demining or flight")
	f.StringVarP(&p.What, "what", "m", "", "what is announced")
	f.StringVarP(&name, "where", "w", "", "name of the place")
	f.StringVar(&at, "at-point", "", "middle of the place, such as \"47.5, 37.5\"")
	f.Int64Var(&radius, "radius", 500, "how far around that, in metres")
	f.StringVar(&from, "from", "", "when it begins")
	f.StringVarP(&until, "until", "u", "", "when it ends")
	f.StringArrayVarP(&p.Sides, "side", "s", nil, "side whose assurance it needs; repeat for several")
	f.StringArrayVar(&p.Know, "know", nil, "who else may know until it is past; repeat for several")
	f.StringVar(&id, "id", "", "ID of the notice; left out, the next that is free")
	return cmd
}

func newNoticeAct(does watch.NoticeAct, name, short string, side bool) *cobra.Command {
	a := &act{}
	n := watch.Notice{Act: does}
	use := name + " JOURNAL NOTICE"
	if side {
		use += " SIDE"
	}
	cmd := &cobra.Command{
		Use: use, Short: short, Long: short + ". The last word of a side counts.", Args: say.AsUsed,
		Example: "  truce notice " + strings.NewReplacer("JOURNAL", "mission.journal", "NOTICE", "notice-1", "SIDE", "North").Replace(use),
		RunE: doing(a, func(d *desk, args []string) error {
			n.ID, n.By, n.At = args[0], d.by, d.at
			words := fmt.Sprintf("%s: %s", n.ID, does)
			if side {
				n.Side = args[1]
				words += ", " + n.Side
			}
			return d.enter(map[string]any{"id": n.ID, "act": does, "side": n.Side}, words, engine.Entry{Notice: &n})
		}),
	}
	a.flags(cmd)
	cmd.Flags().StringVarP(&n.Says, "says", "m", "", "in what words, or why")
	return cmd
}

func newNoticeList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:   "list JOURNAL",
		Short: "List the notices that you may know of",
		Long: `List prints the notices whose time is past, and of the others those that --as may know of: who is on duty, gave it, is named in it or is one of
its sides. It keeps nobody from the journal: whoever holds the file holds all of it.`,
		Example: "  truce notice list mission.journal --as engineers",
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
			room := r.State().Room()
			on := false
			for _, o := range room.OnDuty() {
				on = on || o.Name == as || as == "" && len(room.OnDuty()) == 1
			}
			rows, hidden := [][]string{{"notice", "kind", "from", "until", "what", "assurances"}}, 0
			for _, n := range room.Notices() {
				switch {
				case !on && !n.MayKnow(as, now):
					hidden++
				case say.WantsJSON(cmd):
					if err := say.PrintJSON(cmd.OutOrStdout(), map[string]any{"notice": n}); err != nil {
						return err
					}
				default:
					rows = append(rows, noticeRow(n, now, zone))
				}
			}
			if hidden > 0 && as == "" && len(rows) == 1 {
				return errNotOn
			}
			if say.WantsJSON(cmd) {
				return nil
			}
			fmt.Fprintln(cmd.OutOrStdout(), internal)
			return say.Aligned(cmd.OutOrStdout(), "", rows)
		}),
	}
	cmd.Flags().StringVar(&as, "as", "", "who asks; left out, whoever is on duty, where that is one")
	return cmd
}

func noticeRow(n *watch.NoticeItem, now when.Instant, zone when.Zone) []string {
	var answers []string
	for _, a := range n.Answers {
		is := string(a.Is)
		if is == "" {
			is = "not asked"
		}
		answers = append(answers, a.Side+": "+is)
	}
	if n.Ended != "" {
		answers = append(answers, string(n.Ended))
	}
	return []string{n.ID, string(n.Kind), clockWords(n.Time.From, now, zone), clockWords(n.Time.To, now, zone), n.What, strings.Join(answers, ", ")}
}
