// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/canon"
	"truce/engine"
	"truce/engine/flash"
	"truce/place"
	"truce/scenario/aspect"
	"truce/watch"
	"truce/when"
)

// about reads what an act is about: item=, or on= with of= and term= for a finding, on= alone for an incident.
func (r *Run) about(s step) (watch.Ref, error) {
	switch {
	case s.get("item") != "":
		return watch.Ref{Item: s.get("item")}, nil
	case s.get("on") == "":
		return watch.Ref{}, nil
	case s.get("term") == "":
		inc, err := r.event(s.get("on"))
		if err != nil {
			return watch.Ref{}, err
		}
		return watch.Ref{Incident: inc.ID}, nil
	}
	on, err := r.on(s)
	return watch.Ref{Incident: on.Incident, Agreement: on.Agreement, Term: string(on.Term)}, err
}

// onDuty enters an act of the watch: duty WHAT [ID] and its named words.
func (r *Run) onDuty(s step) error {
	if len(s.words) < 1 || len(s.words) > 2 {
		return errors.New("write: duty on|off|ack|call|close|assure|word|flash|handover|escrow [ID] by=NAME and the other words of docs/spec/case-file.md")
	}
	id := ""
	if len(s.words) == 2 {
		id = s.words[1]
	}
	d := &watch.Duty{By: s.get("by")}
	var err error
	if d.At, err = r.instant(s.get("done")); err != nil {
		return err
	}
	about, err := r.about(s)
	if err != nil {
		return err
	}
	switch s.words[0] {
	case "on":
		d.On = &watch.On{}
	case "off":
		d.Off = &watch.Off{Reason: s.get("because")}
	case "ack":
		d.Ack = &watch.Ack{Of: []watch.Ref{about}}
	case "call":
		d.Call = &watch.Call{
			ID: id, To: s.get("to"), Side: s.get("side"), About: about, Asked: s.get("asked"), Reached: watch.Reached(s.get("reached")),
			Said: s.get("said"), Promised: s.get("promised"), Theirs: s.get("theirs") == "yes", Follows: s.get("follows"),
		}
		d.Call.Back, err = r.instant(s.get("back"))
	case "close":
		d.Close = &watch.Close{Item: id, Reason: s.get("because")}
	case "assure":
		d.Assurance = &watch.Assurance{ID: id, From: s.get("from"), Side: s.get("side"), What: s.get("what"), About: about, Call: s.get("call")}
		d.Assurance.Until, err = r.instant(s.get("until"))
	case "word":
		d.Word = &watch.Word{Assurance: id, Was: watch.Was(s.get("was")), Says: s.get("says")}
	case "flash":
		d.Flash, err = r.flash(s, about)
	case "handover":
		d.Handover = &watch.Handover{In: s.get("to")}
		r.state.Tick(r.now)
		d.Handover.List, d.Handover.Items, err = r.state.Room().List(r.now)
	case "escrow":
		d.Escrow = &watch.Escrow{To: s.get("to"), Entries: int64(len(r.entries)), Files: 1}
		d.Escrow.Manifest, err = canon.Sum("truce/run-entries/1", r.entries)
	default:
		err = fmt.Errorf("duty %s: use on, off, ack, call, close, assure, word, flash, handover or escrow", s.words[0])
	}
	if err != nil {
		return err
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Duty: d})
}

func (r *Run) flash(s step, about watch.Ref) (*watch.Flash, error) {
	f, err := flash.Draft(r.state, about, r.zone)
	if err != nil {
		return nil, err
	}
	for key, line := range map[string]*string{"what": &f.What, "where": &f.Where, "when": &f.When, "how-known": &f.HowKnown, "not-known": &f.NotKnown} {
		if own := s.get(key); own != "" {
			*line = own
		}
	}
	return &f, nil
}

// ground reads where=, point= and radius= (metres; 500 without it).
func ground(s step) (place.Region, error) {
	region := place.Region{Name: s.get("where")}
	if s.get("point") == "" {
		return region, nil
	}
	c, err := place.ParsePoint(s.get("point"))
	if err != nil {
		return region, err
	}
	metres := int64(500)
	if text := s.get("radius"); text != "" {
		if metres, err = strconv.ParseInt(text, 10, 64); err != nil {
			return region, fmt.Errorf("radius=%s: write metres", text)
		}
	}
	c.Radius = max(c.Radius, place.Length(metres)*place.Metre)
	region.Circle = &c
	return region, nil
}

// patrol enters a step of a patrol task, and the gap whose end it makes known: patrol STEP ID and its named words.
func (r *Run) patrol(s step) error {
	if len(s.words) != 2 {
		return errors.New("write: patrol STEP ID by=NAME and the other words of docs/spec/case-file.md")
	}
	p := &watch.Patrol{ID: s.words[1], By: s.get("by"), Step: watch.Step(s.words[0]), Says: s.get("says")}
	var err error
	if p.At, err = r.instant(s.get("done")); err != nil {
		return err
	}
	if p.CheckIn, err = r.instant(s.get("check-in")); err != nil {
		return err
	}
	if p.Step == watch.Requested {
		p.Order = &watch.Order{Source: s.get("source"), What: s.get("what")}
		if p.Order.Where, err = ground(s); err != nil {
			return err
		}
		if p.Order.About, err = r.about(s); err != nil {
			return err
		}
		if text := s.get("every"); text != "" {
			if p.Order.Every, err = when.ParseDuration(text); err != nil {
				return err
			}
		}
	}
	if s.get("site") != "" {
		p.Site = &watch.Site{Name: s.get("site"), Is: watch.SiteState(s.get("is"))}
	}
	if label := s.get("report"); label != "" {
		o, err := r.member(label)
		if err != nil {
			return err
		}
		p.Reports = []canon.ReportID{o.Report}
	}
	gaps := r.state.Room().After(p, r.now)
	if err := r.enter(s.line, engine.Entry{Time: r.now, Patrol: p}); err != nil {
		return err
	}
	for _, g := range gaps {
		if err := r.enter(s.line, engine.Entry{Time: r.now, Gap: &g}); err != nil {
			return err
		}
	}
	return nil
}

// notice enters an act on a notice: notice ACT ID and its named words.
func (r *Run) notice(s step) error {
	if len(s.words) != 2 {
		return errors.New("write: notice ACT ID by=NAME and the other words of docs/spec/case-file.md")
	}
	n := &watch.Notice{ID: s.words[1], By: s.get("by"), Act: watch.NoticeAct(s.words[0]), Side: s.get("side"), Says: s.get("says")}
	var err error
	if n.At, err = r.instant(s.get("done")); err != nil {
		return err
	}
	if n.Act == watch.Given {
		n.Plan = &watch.Plan{Kind: watch.NoticeKind(s.get("kind")), What: s.get("what"), Sides: listOf(s.get("sides")), Know: listOf(s.get("know"))}
		if n.Plan.Where, err = ground(s); err != nil {
			return err
		}
		if n.Plan.Time.From, err = r.instant(s.get("from")); err != nil {
			return err
		}
		if n.Plan.Time.To, err = r.instant(s.get("until")); err != nil {
			return err
		}
	}
	return r.enter(s.line, engine.Entry{Time: r.now, Notice: n})
}

// mode enters how the mission works, and with normal the gaps of those who had left.
func (r *Run) mode(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: mode normal|suspended|evacuated by=NAME because=WORDS [stay=SOURCE,...]")
	}
	m := &watch.Mode{State: watch.ModeState(s.words[0]), By: s.get("by"), Reason: s.get("because"), Stay: listOf(s.get("stay"))}
	var err error
	if m.At, err = r.instant(s.get("done")); err != nil {
		return err
	}
	if err := r.enter(s.line, engine.Entry{Time: r.now, Mode: m}); err != nil {
		return err
	}
	if m.State != watch.Normal {
		return nil
	}
	for _, o := range r.state.OwedGaps() {
		if o.Lasting || o.Of != "" {
			continue
		}
		if err := r.enter(s.line, engine.Entry{Time: r.now, Gap: &o.Gap}); err != nil {
			return err
		}
	}
	return nil
}

// wantRoom compares the operations room, as of the line: who is on, the mode, which items are open and which are late, how many
// findings nobody has acknowledged, who is kept from watching, the gaps that are owed, and the last flash report and handover.
func (r *Run) wantRoom(s step) error {
	if len(s.words) != 0 || len(s.named) == 0 {
		return errors.New("write: want room on=NAMES open=IDS late=IDS and the other words of docs/spec/case-file.md")
	}
	room := r.state.Room()
	for _, p := range s.named {
		var got []string
		switch p.key {
		case "on":
			for _, o := range room.OnDuty() {
				got = append(got, o.Name)
			}
		case "mode":
			got = append(got, string(room.Mode().State))
		case "open", "late", "waits":
			for _, o := range room.Open(r.now) {
				if p.key == "open" || p.key == "late" && o.Overdue(r.now) || p.key == "waits" && o.Waits != "" {
					got = append(got, o.ID)
				}
			}
		case "new":
			got = append(got, strconv.Itoa(len(room.News())))
		case "dark", "owed":
			for _, o := range r.state.OwedGaps() {
				if o.Lasting == (p.key == "dark") {
					got = append(got, o.Gap.Source+" "+string(o.Gap.Reason))
				}
			}
		case "flash":
			if all := room.Flashes(); len(all) > 0 {
				got = all[len(all)-1].Lines()
			}
		case "handover":
			if all := room.Handovers(); len(all) > 0 {
				h := all[len(all)-1]
				got = append(got, fmt.Sprintf("%s to %s with %d", h.Out, h.In, h.Items), "out signed "+aspect.YesNo(h.OutSigned), "in signed "+aspect.YesNo(h.InSigned))
			}
		case "escrow":
			for _, e := range room.Escrows() {
				got = append(got, fmt.Sprintf("%d entries to %s", e.Entries, e.To))
			}
		}
		r.compare(s, p.key, strings.Join(got, ","), p.value)
	}
	return nil
}

// wantItem compares one item of the room: reached, said, promised, about and next of a call; was of an assurance; step, check-in and
// sites of a patrol task; lacking, ended and may:NAME of a notice.
func (r *Run) wantItem(s step) error {
	if len(s.words) != 1 || len(s.named) == 0 {
		return errors.New("write: want item ID ASPECT=VALUE")
	}
	if _, ok := r.state.Room().Has(s.words[0]); !ok {
		return fmt.Errorf("there is no item %q in the room", s.words[0])
	}
	for _, p := range s.named {
		got, err := r.aspectOfItem(s.words[0], p.key)
		if err != nil {
			return err
		}
		r.compare(s, p.key, got, p.value)
	}
	return nil
}

func (r *Run) aspectOfItem(id, key string) (string, error) {
	room := r.state.Room()
	for _, c := range room.Calls() {
		if got, ok := map[string]string{"reached": string(c.Reached), "said": c.Said, "promised": c.Promised, "next": c.Next, "closed": c.Closed}[key]; ok && c.ID == id {
			return got, nil
		}
		if c.ID == id && key == "about" {
			return r.aboutWords(c.About), nil
		}
	}
	for _, a := range room.Assurances() {
		if a.ID == id && key == "was" {
			if a.Word == nil {
				return "", nil
			}
			return string(a.Word.Was) + " by " + a.WordBy, nil
		}
	}
	if t := room.Task(id); t != nil {
		switch key {
		case "step":
			return string(t.State()), nil
		case "sites":
			return siteWords(t.Sites), nil
		}
	}
	for _, n := range room.Notices() {
		name, may := strings.CutPrefix(key, "may:")
		switch {
		case n.ID != id:
		case may:
			return aspect.YesNo(n.MayKnow(name, r.now)), nil
		case key == "lacking":
			return strings.Join(n.Lacking(), ","), nil
		case key == "ended":
			return string(n.Ended), nil
		}
	}
	return "", fmt.Errorf("%s has no %q", id, key)
}

// aboutWords names a finding by its term, and says whether it stands.
func (r *Run) aboutWords(ref watch.Ref) string {
	for _, d := range r.state.Dockets() {
		if d.Text().Ref() == ref.Agreement {
			if f := d.Current(ref.Incident, agreement.TermID(ref.Term)); f != nil {
				return ref.Term + " of " + ref.Agreement
			}
		}
	}
	return ref.String()
}

func siteWords(sites []watch.Site) string {
	var out []string
	for _, s := range sites {
		out = append(out, s.Name+": "+string(s.Is))
	}
	return strings.Join(out, ", ")
}

// wantSites compares what patrols found at the sites of an incident.
func (r *Run) wantSites(s step) error {
	inc, err := r.event(s.get("on"))
	if err != nil {
		return err
	}
	v := r.state.Room().Verification(inc.ID)
	r.compare(s, "sites", siteWords(v.Sites), s.get("is"))
	return nil
}

// wantWatched compares how long a source watched a point, gaps cut out.
func (r *Run) wantWatched(s step) error {
	if len(s.words) != 1 {
		return errors.New("write: want watched SOURCE point= from= until= is=DURATION")
	}
	region, err := ground(s)
	if err != nil {
		return err
	}
	var period when.Interval
	if period.From, err = r.instant(s.get("from")); err == nil {
		period.To, err = r.instant(s.get("until"))
	}
	if err != nil {
		return err
	}
	period.To--
	own := r.state.Coverage().Without(func(source string) bool { return source != s.words[0] })
	covered := own.Over(region, nil, period).Covered // a gap has both of its ends, so that milliseconds are left over
	r.check(s, "watched", ((covered + 500) / when.Second * when.Second).String(), s.get("is"))
	return nil
}
