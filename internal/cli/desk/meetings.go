// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition/meeting"
	"truce/coalition/sourced"
	"truce/internal/cli/say"
	"truce/internal/intake/registers"
	"truce/when"
)

// meetingOptions are the flags of meetings.
type meetingOptions struct {
	asking
	id  string
	ics bool
}

func newMeetings(s Source) *cobra.Command {
	var o meetingOptions
	d := desk[meeting.Record]{
		source: s, sheet: registers.Meetings,
		prepare: func(p *Opened) func(when.Instant, int64, *meeting.Record) (func(), error) {
			return p.Meetings.Clone().Prepare
		},
		log:   func(p *Opened, v sourced.View) []sourced.Line[meeting.Record] { return p.Meetings.Log(v) },
		batch: func(r []meeting.Record) Batch { return Batch{Meetings: r} },
	}
	cmd := &cobra.Command{
		Use:   "meetings [RECORD]",
		Short: "Show who takes part in meetings, what each side says of them, and what was decided",
		Long: `Meetings prints every meeting with its delegations: invited, expected, confirmed, present, each only if somebody said so, in
person or by video. Numbers that were stated stand as quoted beside what the record names, and whoever is named but holds
another office than the one that is counted is flagged; a number is consistent with the named or not, and never confirmed.
Each side's readout stands apart, and what was agreed apart from a chair's summary. Action items past their day are marked.

--ics prints the meetings and action items as iCalendar.

Exit codes: 0 done; 1 refused, or a table has faults; 2 interrupted.`,
		Example: `  truce meetings coalition.journal --meeting paris-2026-01
  truce meetings coalition.journal --as-of 2026-01-05 --json
  truce meetings coalition.journal --ics > coalition.ics`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return d.run(cmd, args, o.asking, func(p page) error { return o.show(cmd, p) })
		},
	}
	o.flags(cmd)
	cmd.Flags().StringVar(&o.id, "meeting", "", "only this meeting")
	cmd.Flags().BoolVar(&o.ics, "ics", false, "print iCalendar (RFC 5545)")
	return cmd
}

// meetingPage is one meeting, whole.
type meetingPage struct {
	Meeting     sourced.Line[meeting.Meeting]      `json:"meeting"`
	Attendances []meeting.Attendance               `json:"attendances"`
	Persons     []sourced.Line[meeting.Person]     `json:"persons"`
	Tallies     []meeting.Tally                    `json:"tallies"`
	Counts      []meeting.Beside                   `json:"counts"`
	Readouts    []sourced.Line[meeting.Readout]    `json:"readouts"`
	Agreed      []sourced.Line[meeting.Conclusion] `json:"agreed"`
	Summaries   []sourced.Line[meeting.Conclusion] `json:"chair_summaries"`
	Drafts      []sourced.Line[meeting.Conclusion] `json:"drafts"`
	Decisions   []sourced.Line[meeting.Decision]   `json:"decisions"`
	Actions     []meeting.Item                     `json:"actions"`
}

func (o meetingOptions) show(cmd *cobra.Command, p page) error {
	if o.ics {
		_, err := io.WriteString(say.Exact(p.w), p.Meetings.Calendar(p.view))
		return err
	}
	var pages []meetingPage
	var ids []string
	for _, m := range p.Meetings.Meetings(p.view) {
		ids = append(ids, string(m.Is.ID))
		if o.id == "" || o.id == string(m.Is.ID) {
			pages = append(pages, p.meeting(m))
		}
	}
	if o.id != "" && len(pages) == 0 {
		return fmt.Errorf("no meeting %.80q on record as of then: %s", o.id, say.OrOneOf(o.id, ids))
	}
	if say.WantsJSON(cmd) {
		return say.PrintJSON(p.w, map[string]any{"as_of": p.view.AsOf, "meetings": pages})
	}
	p.head("meetings")
	for _, m := range pages {
		if err := p.printMeeting(m); err != nil {
			return err
		}
	}
	return nil
}

func (p page) meeting(m sourced.Line[meeting.Meeting]) meetingPage {
	g, id, v := p.Meetings, m.Is.ID, p.view
	return meetingPage{
		m, g.Attendances(id, v), g.Persons(id, v), g.Tallies(id, v), g.Compare(id, v), g.Readouts(id, v),
		g.Conclusions(id, meeting.Agreed, v), g.Conclusions(id, meeting.ChairSummary, v), g.Conclusions(id, meeting.DraftText, v),
		g.Decisions(id, v), g.Actions(id, v),
	}
}

func (p page) printMeeting(m meetingPage) error {
	is := m.Meeting.Is
	held := is.First.String()
	if !is.Last.IsZero() && is.Last != is.First {
		held += " to " + is.Last.String()
	}
	cancelled := ""
	if is.Cancelled {
		cancelled = " CANCELLED"
	}
	mark := exerciseMark(is.Exercise)
	fmt.Fprintln(p.w)
	say.Paragraph(p.w, 2, mark, fmt.Sprintf("%s: %s, %s, %s, %s%s (%s)", is.ID, is.Title, held, orDash(is.Where), is.Mode, cancelled, origin(m.Meeting.Said)))
	if len(is.Chairs) > 0 {
		say.Paragraph(p.w, 4, mark+"  chaired by ", strings.Join(is.Chairs, ", "))
	}
	for _, t := range m.Tallies {
		if t.States+t.Organisations+t.Persons > 0 {
			fmt.Fprintf(p.w, "%s  %s, as named: %s\n", mark, t.Stage, tallyWords(t))
		}
	}
	for _, c := range m.Counts {
		words := fmt.Sprintf("%d %s %s, according to %s", c.Count.Is.Number, strings.ReplaceAll(string(c.Count.Is.What), "-", " "), c.Count.Is.Stage, origin(c.Count.Said))
		say.Paragraph(p.w, 4, mark+"  stated: ", fmt.Sprintf("%s: %s the record (%s)", words, beside(c.Verdict), c.Reason))
		for _, f := range c.Flags {
			say.Paragraph(p.w, 6, mark+"    flagged: ", f)
		}
	}
	if err := p.attendance(m); err != nil {
		return err
	}
	for _, part := range []struct {
		heading string
		list    []sourced.Line[meeting.Conclusion]
	}{{"agreed", m.Agreed}, {"summary of the chair, agreed by nobody else", m.Summaries}, {"draft", m.Drafts}} {
		for _, c := range part.list {
			say.Paragraph(p.w, 4, mark+"  "+part.heading+": ", fmt.Sprintf("%s (%s)", c.Is.Words, origin(c.Said)))
		}
	}
	for _, r := range m.Readouts {
		say.Paragraph(p.w, 4, fmt.Sprintf("%s  readout of %s: ", mark, r.Is.Side), fmt.Sprintf("%s (%s)", r.Is.Words, origin(r.Said)))
	}
	return p.decided(m)
}

// beside is a verdict in front of "the record".
func beside(v meeting.Verdict) string {
	if v == meeting.CannotTell {
		return "could not tell from"
	}
	return string(v)
}

func tallyWords(t meeting.Tally) string {
	parts := []string{say.Counted(int64(t.States), "state")}
	if t.Organisations > 0 {
		parts = append(parts, say.Counted(int64(t.Organisations), "organisation"))
	}
	if t.Persons > 0 {
		parts = append(parts, say.Counted(int64(t.Persons), "person"))
	}
	if t.ByVideo > 0 {
		parts = append(parts, fmt.Sprintf("%d of them by video", t.ByVideo))
	}
	if t.ModeUnknown > 0 {
		parts = append(parts, fmt.Sprintf("%d not said how", t.ModeUnknown))
	}
	return strings.Join(parts, ", ")
}

func (p page) attendance(m meetingPage) error {
	mark := exerciseMark(m.Meeting.Is.Exercise)
	var rows, persons [][]string
	for _, a := range m.Attendances {
		var stages []string
		for _, l := range a.Stages {
			stages = append(stages, string(l.Is.Stage))
		}
		last := a.Stages[len(a.Stages)-1]
		rows = append(rows, []string{string(a.Who), string(a.Whose), strings.Join(stages, ", "), string(last.Is.Mode), string(last.Is.Rank), origin(last.Said)})
	}
	for _, l := range m.Persons {
		persons = append(persons, []string{l.Is.Name, string(l.Is.Who), orDash(l.Is.Office), string(l.Is.Rank), string(l.Is.Stage), string(l.Is.Mode), origin(l.Said)})
	}
	if err := p.table(mark, "delegations", []string{"who", "of a", "on record", "mode", "rank", "according to"}, rows); err != nil {
		return err
	}
	return p.table(mark, "named", []string{"name", "of", "office", "rank", "on record", "mode", "according to"}, persons)
}

func (p page) decided(m meetingPage) error {
	mark := exerciseMark(m.Meeting.Is.Exercise)
	var decisions, actions [][]string
	for _, l := range m.Decisions {
		decisions = append(decisions, []string{string(l.Is.ID), l.Is.What, string(l.Is.Choice), orDash(l.Is.On), dayOrDash(l.Is.Due), origin(l.Said)})
	}
	for _, i := range m.Actions {
		due := dayOrDash(i.Line.Is.Due)
		if i.Overdue {
			due += " OVERDUE"
		}
		actions = append(actions, []string{string(i.Line.Is.ID), i.Line.Is.What, string(i.Line.Is.Owner), due, string(i.Line.Is.Progress)})
	}
	if err := p.table(mark, "decisions", []string{"decision", "what", "stands", "about", "due", "according to"}, decisions); err != nil {
		return err
	}
	return p.table(mark, "action items", []string{"item", "what", "owner", "due", "stands"}, actions)
}
