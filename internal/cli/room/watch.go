// SPDX-License-Identifier: Apache-2.0

package room

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/engine"
	"truce/engine/flash"
	"truce/internal/cli/say"
	"truce/watch"
	"truce/when"
)

func newWatch() *cobra.Command {
	var zone string
	cmd := &cobra.Command{
		Use:   "watch JOURNAL",
		Short: "Show the operations room on one screen, and enter what the watch does",
		Long: `Watch shows who is on duty, what is late, what is open, what is new since they came on, who is not watching, and whether the
mission works as it should. Repeats are one line. Its sub-verbs enter what the watch does; each takes the journal first, and --by is whoever is
on duty where that is one.

A time is 03:10, the last or the next such time; 15m from now; or a whole date and time. What was done a while ago is entered with
--at. Everything here is internal to the mission and goes into no bundle for a party or the public.

Exit codes: 0 nothing is late, 1 something is, 2 could not tell. The sub-verbs: 0 entered, 1 refused and nothing entered.`,
		Example: "  truce watch mission.journal\n  truce watch on mission.journal --by anna\n  truce watch call mission.journal --to \"liaison north\" -m \"cease fire at the mill\" --no-answer",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			return showRoom(cmd, args[0], zone)
		},
	}
	cmd.Flags().StringVar(&zone, "zone", "", "zone of the times; left out, that of the first agreement on record, or UTC")
	cmd.AddCommand(newOn(), newOff(), newAck(), newCall(), newCallback(), newCloseCall(), newAssure(), newWord(), newFlash(), newHandover(), newMode(), newEscrow())
	return cmd
}

// duty is a sub-verb that enters one act of the watch.
func duty(use, short, long string, do func(d *desk, args []string) error) (*cobra.Command, *act) {
	a := &act{}
	cmd := &cobra.Command{Use: use, Short: short, Long: long, Args: say.AsUsed, RunE: doing(a, do)}
	a.flags(cmd)
	return cmd, a
}

// does enters one act of the watch.
func (d *desk) does(act watch.Duty, id, words string) error {
	act.By, act.At = d.by, d.at
	says := map[string]any{"by": d.by}
	if id != "" {
		says["id"] = id
	}
	return d.enter(says, words, engine.Entry{Duty: &act})
}

func newOn() *cobra.Command {
	cmd, _ := duty("on JOURNAL --by NAME", "Come on duty",
		"On enters that somebody comes on duty, by function or call sign. Where others are on they stay on; to take over from them use handover.",
		func(d *desk, _ []string) error {
			return d.does(watch.Duty{On: &watch.On{}}, "", d.by+" is on duty")
		})
	cmd.Example = "  truce watch on mission.journal --by anna"
	return cmd
}

func newOff() *cobra.Command {
	var reason string
	cmd, _ := duty("off JOURNAL", "Go off duty",
		"Off enters that somebody goes off duty. Whoever leaves the room empty says why; to hand over what is open use handover.",
		func(d *desk, _ []string) error {
			return d.does(watch.Duty{Off: &watch.Off{Reason: reason}}, "", d.by+" is off duty")
		})
	cmd.Flags().StringVarP(&reason, "reason", "r", "", "why nobody stays on")
	cmd.Example = "  truce watch off mission.journal --reason \"end of the exercise\""
	return cmd
}

func newAck() *cobra.Command {
	var term string
	var all bool
	cmd, _ := duty("ack JOURNAL [WHAT...]", "Say that you have seen findings, items or reports",
		`Ack enters that somebody has seen WHAT: an item such as call-1, a finding or an incident by the first letters of its ID. --term takes every
finding under a term that nobody has acknowledged, --all every one, at most 500 at a time. What comes of them later is new again.`,
		func(d *desk, args []string) error {
			refs, err := d.seen(args, term, all)
			if err != nil {
				return err
			}
			return d.does(watch.Duty{Ack: &watch.Ack{Of: refs}}, "", fmt.Sprintf("%s has seen %s", d.by, say.Counted(int64(len(refs)), "thing")))
		})
	cmd.Flags().StringVarP(&term, "term", "t", "", "every finding under this term")
	cmd.Flags().BoolVar(&all, "all", false, "everything that is new")
	cmd.Example = "  truce watch ack mission.journal 6hqj3qxi call-1\n  truce watch ack mission.journal --term no-fire"
	return cmd
}

func (d *desk) seen(args []string, term string, all bool) ([]watch.Ref, error) {
	var out []watch.Ref
	for _, word := range args {
		ref, err := d.about(word)
		if err != nil {
			return nil, err
		}
		out = append(out, ref)
	}
	for _, n := range d.room().News() {
		if (all || term != "" && n.Of.Term == term) && !slices.Contains(out, n.Of) && len(out) < watch.MaxList {
			out = append(out, n.Of)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("nothing is named, and nothing new fits: name an item or a finding, or see truce watch for what is new")
	}
	return out, nil
}

// callFlags are the flags of a call.
type callFlags struct {
	call                         watch.Call
	about, again, theirs         string
	noAnswer, declined, lineDead bool
}

func (c *callFlags) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&c.call.Asked, "asked", "m", "", "what was asked or said to them")
	f.StringVarP(&c.call.Said, "said", "s", "", "what they answered: the call was answered")
	f.StringVarP(&c.call.Promised, "promised", "p", "", "what they promised")
	f.BoolVarP(&c.noAnswer, "no-answer", "n", false, "nobody answered")
	f.BoolVar(&c.declined, "declined", false, "they would not speak")
	f.BoolVar(&c.lineDead, "line-dead", false, "there was no connection")
	f.StringVarP(&c.again, "again", "a", "", "when you call again, such as 15m or 03:30; 15m where nobody was reached")
	f.StringVar(&c.theirs, "they-call", "", "by when they call back")
}

// read makes the call of the flags.
func (c *callFlags) read(d *desk) (watch.Call, error) {
	call := c.call
	for _, each := range []struct {
		set bool
		is  watch.Reached
	}{{c.noAnswer, watch.NoAnswer}, {c.declined, watch.Declined}, {c.lineDead, watch.LineDead}, {call.Said != "" || call.Promised != "" || c.theirs != "", watch.Answered}} {
		switch {
		case each.set && call.Reached != "":
			return call, fmt.Errorf("the call ended with %s and with %s: say one", call.Reached, each.is)
		case each.set:
			call.Reached = each.is
		}
	}
	if call.Reached == "" {
		return call, errors.New("say how it ended: --said WORDS, --no-answer, --declined or --line-dead")
	}
	again := c.again
	if c.theirs != "" {
		if c.again != "" {
			return call, errors.New("--again and --they-call are one clock: give one")
		}
		again, call.Theirs = c.theirs, true
	}
	var err error
	if call.Back, err = d.after(again); err != nil {
		return call, err
	}
	if call.Reached != watch.Answered && call.Back == 0 {
		call.Back = d.now + when.Instant(watch.CallAgain)
	}
	if call.About, err = d.about(c.about); err != nil {
		return call, err
	}
	call.ID = d.room().Free(watch.ACall)
	return call, nil
}

func (d *desk) called(call watch.Call) error {
	words := fmt.Sprintf("%s: %s, %s", call.ID, call.To, call.Reached)
	switch {
	case call.Theirs:
		words += ", they call back by " + d.says(call.Back)
	case call.Back != 0:
		words += ", call again at " + d.says(call.Back)
	}
	return d.does(watch.Duty{Call: &call}, call.ID, words)
}

func newCall() *cobra.Command {
	c := &callFlags{}
	cmd, _ := duty("call JOURNAL --to WHOM -m WORDS", "Enter a call to a liaison officer or a hotline",
		`Call enters whom you called, what you asked, and how it ended. Where nobody was reached a clock of 15 minutes runs until you call again
(truce watch callback); it is late when it has run out. Name the finding that it is about: the procedure may read the call as owed for it.`,
		func(d *desk, _ []string) error {
			call, err := c.read(d)
			if err != nil {
				return err
			}
			return d.called(call)
		})
	c.flags(cmd)
	cmd.Flags().StringVarP(&c.call.To, "to", "t", "", "whom, by function")
	cmd.Flags().StringVar(&c.call.Side, "side", "", "whose officer that is")
	cmd.Flags().StringVarP(&c.about, "about", "f", "", "finding, incident or item that it is about")
	cmd.Example = "  truce watch call mission.journal -t \"liaison north\" -m \"cease fire at the mill\" -n\n  truce watch call mission.journal -t \"hotline south\" -m \"who fired?\" -s \"will ask\" --they-call 03:30"
	return cmd
}

func newCallback() *cobra.Command {
	c := &callFlags{}
	cmd, _ := duty("callback JOURNAL CALL", "Enter the call that follows one, and stop its clock",
		"Callback enters a call to the same officer about the same thing, whoever called. It stops the clock of CALL and may set one of its own.",
		func(d *desk, args []string) error {
			for _, before := range d.room().Calls() {
				if before.ID != args[0] {
					continue
				}
				call, err := c.read(d)
				if err != nil {
					return err
				}
				call.To, call.Side, call.Follows = before.To, before.Side, before.ID
				if call.Asked == "" {
					call.Asked = before.Asked
				}
				return d.called(call)
			}
			return fmt.Errorf("there is no call %q: truce watch lists those that are open", args[0])
		})
	c.flags(cmd)
	cmd.Example = "  truce watch callback mission.journal call-1 --said \"a patrol of ours was lost\" --promised \"no more fire\""
	return cmd
}

func newCloseCall() *cobra.Command {
	var reason string
	cmd, _ := duty("close JOURNAL CALL --reason WORDS", "Say that nothing more is done about a call",
		"Close stops the clock of a call without another, and says why.",
		func(d *desk, args []string) error {
			return d.does(watch.Duty{Close: &watch.Close{Item: args[0], Reason: reason}}, args[0], args[0]+" is closed")
		})
	cmd.Flags().StringVarP(&reason, "reason", "r", "", "why")
	cmd.Example = "  truce watch close mission.journal call-1 --reason \"they came to the gate\""
	return cmd
}

func newAssure() *cobra.Command {
	var a watch.Assurance
	var until, about string
	cmd, _ := duty("assure JOURNAL --from WHOM -m WORDS", "Enter an assurance that somebody gave",
		`Assure enters who promised what, until when. It stays open until somebody gives their word on it: truce watch word. Nobody computes whether
it was kept.`,
		func(d *desk, _ []string) (err error) {
			if a.Until, err = d.after(until); err == nil {
				a.About, err = d.about(about)
			}
			if err != nil {
				return err
			}
			a.ID = d.room().Free(watch.AnAssurance)
			return d.does(watch.Duty{Assurance: &a}, a.ID, fmt.Sprintf("%s of %s: %s", a.ID, a.From, a.What))
		})
	f := cmd.Flags()
	f.StringVarP(&a.From, "from", "t", "", "who gave it, by function")
	f.StringVar(&a.Side, "side", "", "whose officer that is")
	f.StringVarP(&a.What, "what", "m", "", "what was promised")
	f.StringVarP(&until, "until", "u", "", "until when it holds")
	f.StringVarP(&about, "about", "f", "", "finding, incident or item that it is about")
	f.StringVar(&a.Call, "call", "", "call in which it was given")
	cmd.Example = "  truce watch assure mission.journal -t \"liaison north\" -m \"no fire at the bridge\" -u 06:00 --call call-2"
	return cmd
}

func newWord() *cobra.Command {
	var w watch.Word
	var was string
	cmd, _ := duty("word JOURNAL ASSURANCE --was kept|broken|lapsed|undetermined -m WORDS", "Give your word on whether an assurance was kept",
		"Word enters what an officer or a body says of an assurance. It is their word, and decides nothing.",
		func(d *desk, args []string) error {
			w.Assurance, w.Was = args[0], watch.Was(was)
			return d.does(watch.Duty{Word: &w}, args[0], fmt.Sprintf("%s: %s, by the word of %s", args[0], w.Was, d.by))
		})
	cmd.Flags().StringVarP(&was, "was", "w", "", "kept, broken, lapsed or undetermined")
	cmd.Flags().StringVarP(&w.Says, "says", "m", "", "on what it rests")
	cmd.Example = "  truce watch word mission.journal assurance-1 --was kept -m \"the post heard nothing\""
	return cmd
}

func newFlash() *cobra.Command {
	var lines watch.Flash
	var draft bool
	cmd, a := duty("flash JOURNAL FINDING", "Draft or send a flash report in five lines",
		`Flash drafts five lines (what, where, when, how known, not known) from a finding or an incident, and enters them as sent. Replace a line with its
flag; the status is that of the record and cannot be changed. No line but the place may name a party beyond the words of attribution.
--draft prints the lines and enters nothing.`, nil)
	cmd.RunE = doing(a, func(d *desk, args []string) error {
		ref, err := d.about(args[0])
		if err != nil {
			return err
		}
		f, err := flash.Draft(d.record.State(), ref, d.zone)
		if err != nil {
			return err
		}
		for _, each := range []struct{ own, into *string }{
			{&lines.What, &f.What}, {&lines.Where, &f.Where}, {&lines.When, &f.When}, {&lines.HowKnown, &f.HowKnown}, {&lines.NotKnown, &f.NotKnown},
		} {
			if *each.own != "" {
				*each.into = *each.own
			}
		}
		if !draft {
			return d.does(watch.Duty{Flash: &f}, "", "sent\n"+strings.Join(f.Lines(), "\n"))
		}
		if say.WantsJSON(d.cmd) {
			return say.PrintJSON(d.cmd.OutOrStdout(), map[string]any{"draft": f})
		}
		_, err = fmt.Fprintln(d.cmd.OutOrStdout(), strings.Join(f.Lines(), "\n"))
		return err
	})
	f := cmd.Flags()
	f.StringVar(&lines.What, "what", "", "another first line")
	f.StringVar(&lines.Where, "where", "", "another place")
	f.StringVar(&lines.When, "when", "", "another time, in words")
	f.StringVar(&lines.HowKnown, "how-known", "", "another line on how it is known")
	f.StringVar(&lines.NotKnown, "not-known", "", "another line on what is not known")
	f.BoolVar(&draft, "draft", false, "print it and enter nothing")
	cmd.Example = "  truce watch flash mission.journal 6hqj3qxi --draft\n  truce watch flash mission.journal 6hqj3qxi --what \"four mortar rounds at the mill\""
	return cmd
}

func newMode() *cobra.Command {
	var m watch.Mode
	cmd, _ := duty("mode JOURNAL normal|suspended|evacuated --reason WORDS", "Enter that the mission is suspended, evacuated or back",
		`Mode enters how the mission works. While it is suspended or evacuated no patrol goes out, and nobody but the sources of --stay counts as watching,
whatever is said of those hours later. When it is back, the gaps of all who ever watched are entered in the same act.`,
		func(d *desk, args []string) error {
			m.State, m.By, m.At = watch.ModeState(args[0]), d.by, d.at
			entries := []engine.Entry{{Mode: &m}}
			if m.State == watch.Normal {
				entries = append(entries, d.gapsOfLeaving()...)
			}
			words := "the mission is " + args[0]
			if n := len(entries) - 1; n > 0 {
				words += ", and " + say.Counted(int64(n), "gap") + " entered"
			}
			return d.enter(map[string]any{"mode": m.State}, words, entries...)
		})
	cmd.Flags().StringVarP(&m.Reason, "reason", "r", "", "why")
	cmd.Flags().StringArrayVar(&m.Stay, "stay", nil, "source that goes on watching, such as a camera; repeat for several")
	cmd.Example = "  truce watch mode mission.journal evacuated --by head --reason \"shelling of the town\" --stay camera-1\n  truce watch mode mission.journal normal --by head --reason \"back in the town\""
	return cmd
}

// gapsOfLeaving are the gaps that end where the mission is back: of everybody who ever watched and had left.
func (d *desk) gapsOfLeaving() []engine.Entry {
	end := d.at
	if end == 0 {
		end = d.now
	}
	var out []engine.Entry
	for _, o := range d.room().Gaps(end, d.record.State().Coverage().Sources()) {
		if o.Lasting && o.Of == "" {
			out = append(out, engine.Entry{Gap: &o.Gap})
		}
	}
	return out
}

// since is how long ago something was, in whole minutes.
func since(t, now when.Instant) string {
	m := (now - t) / when.Instant(when.Minute)
	if m < 60 {
		return fmt.Sprintf("%d min", m)
	}
	return fmt.Sprintf("%d h %02d", m/60, m%60)
}
