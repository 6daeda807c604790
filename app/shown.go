// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"

	"truce/canon"
	"truce/journal"
	"truce/journal/bundle"
	"truce/observation"
	"truce/report"
)

// members reads the canonical bytes of an object that a part shows under a label, whatever its members are. It is nil
// where the part shows no such thing.
func members(p journal.Part, label string) map[string]any {
	shown, ok := p.Disclosed()
	if !ok || shown.Label != label {
		return nil
	}
	content, err := canon.DecodeAny(shown.Content)
	if err != nil {
		return nil
	}
	object, _ := content.(map[string]any)
	return object
}

// inputs answers whether the observations that findings rest on are of reports that a bundle shows. It reads no more of
// an extract than the pages ask for, so that whoever cannot fold a record can answer too.
type inputs struct {
	seed         *canon.Salt // the secret of the record; nil where it is not shown
	observations map[string]bool
	hidden       string // an entry of which not every extract is shown
	orphan       string // the first observation of no report
	unknown      string // what could not be told
	internals    int
}

func newInputs() inputs { return inputs{observations: map[string]bool{}} }

func (v *inputs) open(format string, args ...any) {
	if v.unknown == "" {
		v.unknown = fmt.Sprintf(format, args...)
	}
}

func (v *inputs) entry(n int64, d bundle.Disclosed) {
	if n == 1 && len(d.Parts) > 0 {
		v.readSeed(d.Parts[0])
	}
	if d.Header != nil && d.Header.Kind != journal.Submission {
		return
	}
	if d.Parts == nil {
		v.hidden = fmt.Sprintf("entry %d", n)
	}
	for i, p := range d.Parts {
		if _, shown := p.Disclosed(); shown {
			v.readExtract(p)
		} else if i%journal.PartsOfReport == journal.PartsOfReport-1 {
			v.hidden = fmt.Sprintf("report %d of entry %d", i/journal.PartsOfReport+1, n)
		}
	}
}

func (v *inputs) readSeed(p journal.Part) {
	genesis := members(p, journal.Genesis.Label(0))
	if genesis == nil {
		return
	}
	var seed canon.Salt
	if text, ok := genesis["seed"]; ok {
		digits, _ := text.(string)
		if seed.UnmarshalText([]byte(digits)) != nil || seed == (canon.Salt{}) {
			return // zeros are never written
		}
	}
	v.seed = &seed
}

func (v *inputs) readExtract(p journal.Part) {
	extract := members(p, journal.Submission.Label(journal.PartsOfReport-1))
	if extract == nil || v.seed == nil {
		return
	}
	sightings, ok := extract["sightings"].([]any)
	if !ok || len(sightings) > report.MaxSightings {
		return
	}
	shown, _ := p.Disclosed()
	id := report.ID(report.DigestOf(shown.Content), *v.seed)
	for i := range sightings {
		v.observations[observation.ID(id, i).String()] = true
	}
}

func (v *inputs) finding(f bundle.Finding) {
	internal, err := f.Internal.Part()
	if err != nil {
		return // it was refused already
	}
	if _, shown := internal.Disclosed(); !shown {
		return
	}
	v.internals++
	said := members(internal, "internal")
	list, ok := said["observations"].([]any)
	if _, some := said["observations"]; said == nil || some && !ok {
		v.open("finding %s: what its internal part names cannot be read", f.ID)
	}
	for _, o := range list {
		name, _ := o.(string)
		switch {
		case v.observations[name]:
		case v.seed == nil:
			v.open("finding %s rests on %q, and the secret in entry 1 is not shown", f.ID, name)
		case v.hidden != "":
			v.open("finding %s rests on %q, which is not shown; %s is not shown whole", f.ID, name, v.hidden)
		case v.orphan == "":
			v.orphan = fmt.Sprintf("finding %s rests on %q, which no report in the bundle gives", f.ID, name)
		}
	}
}

func (v *inputs) answer() bundle.Answer {
	switch {
	case v.orphan != "":
		return bundle.Answer{Question: Inputs, Outcome: journal.No, Says: v.orphan}
	case v.unknown != "":
		return bundle.Answer{Question: Inputs, Outcome: journal.CouldNotTell, Says: v.unknown}
	case v.internals == 0:
		return bundle.Answer{Question: Inputs, Outcome: journal.CouldNotTell, Says: "no finding shows what it rests on"}
	default:
		return bundle.Answer{Question: Inputs, Outcome: journal.Yes}
	}
}

// devices holds what devices signed against the keys that a bundle shows: the part of the question of headers that
// package bundle, which knows no report, leaves open.
type devices struct {
	keys   map[string]string // verifier keys by their names
	origin string            // the log's name, by its first header
	differ string            // the first seal that does not hold
	open   string            // the first that could not be told
}

func (v *devices) entry(n int64, d bundle.Disclosed) {
	if d.Header == nil {
		return
	}
	if n == 1 {
		v.origin = d.Header.Origin
	}
	if d.Header.Kind == journal.Key && len(d.Parts) > 0 {
		v.read(d.Parts[0])
	}
	if d.Header.Device == "" {
		return
	}
	text, reports := d.Header.Device, d.Header.Parts/journal.PartsOfReport
	h, err := report.ReadHeader(text)
	key, known := v.keys[h.Device]
	switch {
	case err != nil:
	case h.Origin != v.origin:
		err = fmt.Errorf("the device signed for the log %.80q", h.Origin)
	case saw(h) >= n:
		err = fmt.Errorf("the device saw a checkpoint of %d entries before there were as many", saw(h))
	case h.Root != d.Root:
		err = fmt.Errorf("the device signed the root %s, the parts have %s", h.Root, d.Root)
	case h.Reports != reports:
		err = fmt.Errorf("the device signed %d reports, there are %d", h.Reports, reports)
	case known:
		_, err = report.Sealed{Header: text, Root: d.Root}.Verify(key, reports)
	case v.open == "":
		v.open = fmt.Sprintf("entry %d: no entry before shows the key of the device %.80q", n, h.Device)
	}
	if err != nil && v.differ == "" {
		v.differ = fmt.Sprintf("entry %d: %v", n, err)
	}
}

// saw is the size of the checkpoint that the device saw, 0 for none. ReadHeader has read it.
func saw(h report.Header) int64 {
	size, _, _ := h.Saw()
	return size
}

// read keeps the first key of a name that is in order.
func (v *devices) read(p journal.Part) {
	said := members(p, journal.Key.Label(0))
	name, _ := said["name"].(string)
	text, _ := said["key"].(string)
	k, err := journal.ParseVerifierKey(text)
	if _, taken := v.keys[name]; err == nil && k.Name() == name && !taken {
		v.keys[name] = text
	}
}

// answer adds what was found to the answer about headers.
func (v *devices) answer(answers []bundle.Answer) {
	for i := range answers {
		a := &answers[i]
		switch {
		case a.Question != bundle.Headers:
		case v.differ != "" && a.Outcome != journal.No:
			a.Outcome, a.Says = journal.No, v.differ
		case v.open != "" && a.Outcome == journal.Yes:
			a.Outcome, a.Says = journal.CouldNotTell, v.open
		}
	}
}
