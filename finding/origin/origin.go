// SPDX-License-Identifier: Apache-2.0

// Package origin turns the accounts of one event into estimates of where it came from, one for each weapon, and says who
// held that ground. It is a part of finding. Only observations of the same origin are multiplied; copies of one custodial
// root are one observation, and what a side says of itself or of others is none.
package origin

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding/actors"
	"truce/incident"
	"truce/observation"
	"truce/place"
	"truce/place/field"
	"truce/report"
	"truce/when"
)

// Group is the weapon groups of an event that may be of one weapon, which has one origin.
type Group struct {
	// Weapon is the one that is described most closely.
	Weapon act.Weapon
	Parts  []incident.WeaponGroup
}

// Groups returns the origins that an event has. A weapon that is described less closely than another, and may be that one
// and no third, is taken for it: who heard artillery and who saw a D-30 speak of one origin, but who heard an explosion
// where two weapons fired speaks of neither.
func Groups(inc *incident.Incident) []Group {
	parts := inc.Weapons()
	closer := make([][]int, len(parts)) // the parts that describe the same more closely
	for i := range parts {
		for k := range parts {
			if i != k && mayBe(parts[i].Weapon, parts[k].Weapon) {
				closer[i] = append(closer[i], k)
			}
		}
	}
	var out []Group
	at := make([]int, len(parts))
	for i := range parts {
		at[i] = -1
		if lead := leads(i, closer); lead == i {
			at[i] = len(out)
			out = append(out, Group{Weapon: parts[i].Weapon, Parts: []incident.WeaponGroup{parts[i]}})
		}
	}
	for i := range parts {
		if at[i] < 0 {
			lead := at[leads(i, closer)]
			out[lead].Parts = append(out[lead].Parts, parts[i])
		}
	}
	return out
}

// leads is the only most closely described weapon that a part may be; itself where there is none or more than one.
func leads(i int, closer [][]int) int {
	lead := i
	for _, k := range closer[i] {
		if len(closer[k]) > 0 {
			continue
		}
		if lead != i {
			return i
		}
		lead = k
	}
	return lead
}

// mayBe tells whether a weapon is described less closely than another and may be that one.
func mayBe(loose, close act.Weapon) bool {
	if loose == close {
		return false
	}
	return (loose.Class == "" || loose.Class == close.Class) && (loose.Model == "" || strings.EqualFold(loose.Model, close.Model)) &&
		(loose.Calibre == 0 || loose.Calibre == close.Calibre)
}

// Voice is what one custodial root says of an origin.
type Voice struct {
	// Root is the first of its roots.
	Root string `json:"root"`
	// Means are of its different accounts, which Accounts of the observation follow.
	Means []report.Means `json:"means"`
	// Observations are those that say it, copies among them.
	Observations []canon.ObservationID `json:"observations"`
}

// Estimate is where one weapon's fire came from, as independent observations of it say together.
type Estimate struct {
	Weapon act.Weapon
	// Voices are the observations of the field, in order.
	Voices []Voice
	Field  *field.Field
	// Hit is the ground that was struck, nil where it is not known, and Reach how far the weapon fires, zero where that
	// played no part.
	Hit   *place.Circle
	Reach place.Range
	// Named are the names that accounts give to ground of theirs, in order, each once.
	Named []NamedGround

	made *made
}

// NamedGround is ground that accounts name.
type NamedGround struct {
	Name   string
	Region place.Region
}

// errorsOf is how accounts by some means of what a weapon did err.
type errorsOf func(report.Means, act.Weapon) field.Errors

// said is one account of where something was.
type said struct {
	region place.Region
	by     *observation.Observation
}

// Event is an incident under an agreement, of which the origins are asked.
type Event struct {
	Text     *agreement.Compiled
	Incident *incident.Incident
	// Kept holds fields that were made before: one of the same question is not made again. Whichever is used is put into Keep,
	// unless that is nil.
	Kept, Keep Memo
}

// Estimate returns the estimate of a group, or nil where fewer than two independent observations of nobody with an interest
// say where it came from, or no grid covers the ground.
func (ev Event) Estimate(g Group) *Estimate {
	text, inc := ev.Text, ev.Incident
	var all []said
	struck, left := false, false
	for _, part := range g.Parts {
		for _, m := range part.Members {
			struck = struck || m.Sighting.Means == report.Crater || slices.Contains(m.Sighting.Describes, report.Incoming)
			left = left || slices.Contains(m.Sighting.Describes, report.Outgoing)
			if o := m.Sighting.Origin; o != nil && o.HasGeometry() && counts(text, m) {
				all = append(all, said{*o, m})
			}
		}
	}
	if len(all) < 2 {
		return nil
	}
	e := &Estimate{Weapon: g.Weapon}
	q := e.question(all, Errors)
	if len(q.Observations) < 2 {
		return nil
	}
	e.Hit = around(inc.Where)
	if reach := g.Weapon.Reach(); struck && !left && reach.Most > 0 && e.Hit != nil {
		e.Reach = place.Range{Least: place.Length(reach.Least) * place.Metre, Most: place.Length(reach.Most) * place.Metre}
		q.Range = &field.Range{From: *e.Hit, Between: e.Reach}
	}
	return ev.make(e, q)
}

// Impact returns the estimate of where the event had its effect, by the same method; nil as for an origin.
func (ev Event) Impact() *Estimate {
	var all []said
	for _, m := range ev.Incident.Members {
		if w := m.Where(); w.HasGeometry() && counts(ev.Text, m) {
			all = append(all, said{w, m})
		}
	}
	e := &Estimate{}
	return ev.make(e, e.question(all, impactErrors))
}

// Memo holds fields by the digest of their questions. A field follows from its question alone.
type Memo map[canon.Digest]*made

// made is a field with who was last said to have held its ground: by which layers, and when.
type made struct {
	field   *field.Field
	by      []canon.LayerID
	over    when.Interval
	holding *Holding
}

func (ev Event) make(e *Estimate, q field.Question) *Estimate {
	if len(q.Observations) < 2 {
		return nil
	}
	key, err := canon.Sum("truce/field-question/1", q)
	if err != nil {
		panic("origin: a question of admitted regions has no canonical form: " + err.Error())
	}
	m, ok := ev.Kept[key]
	if !ok {
		f, ok := field.Make(q)
		if !ok {
			return nil
		}
		m = &made{field: f}
	}
	e.Field, e.made = m.field, m
	if ev.Keep != nil {
		ev.Keep[key] = m
	}
	return e
}

// counts tells whether an account may count for more than its own words: a side's may not, and what adds up many events
// speaks of none.
func counts(text *agreement.Compiled, m *observation.Observation) bool {
	return m.Level != report.Aggregate && !actors.Interested(text, m)
}

// around is the circle about a region, to the metre above; nil without geometry.
func around(r place.Region) *place.Circle {
	centre, ok := r.Centre()
	if !ok {
		return nil
	}
	far, _ := place.Gap(place.Region{Circle: &place.Circle{Centre: centre}}, r)
	return &place.Circle{Centre: centre, Radius: (far.Most + place.Metre - 1) / place.Metre * place.Metre}
}

// question sorts accounts by custodial root: each root is one observation, in the order of roots, and each different ground
// that it names one account of that.
func (e *Estimate) question(all []said, err errorsOf) field.Question {
	heads := headsOf(all)
	byRoot := map[string][]said{}
	for i, s := range all {
		byRoot[heads[i]] = append(byRoot[heads[i]], s)
	}
	roots := make([]string, 0, len(byRoot))
	for root := range byRoot {
		roots = append(roots, root)
	}
	slices.Sort(roots)
	var q field.Question
	for _, root := range roots {
		voice, o := e.voice(root, byRoot[root], err)
		e.Voices = append(e.Voices, voice)
		q.Observations = append(q.Observations, o)
	}
	e.limit(&q)
	return q
}

// voice makes one observation of the accounts of one root: the most direct of each ground, in canonical order.
func (e *Estimate) voice(root string, all []said, err errorsOf) (Voice, field.Observation) {
	voice := Voice{Root: root}
	grounds := map[string]report.Means{}
	regions := map[string]place.Region{}
	var last place.Region // copies mostly follow each other, and encoding them all would be dear
	var key string
	for i, s := range all {
		voice.Observations = append(voice.Observations, s.by.ID)
		if s.region.Name != "" {
			e.name(s.region)
		}
		region := s.region
		region.Name = ""
		if i == 0 || !reflect.DeepEqual(region, last) {
			last, key = region, keyOf(region)
		}
		if m, ok := grounds[key]; !ok || directness(s.by.Sighting.Means) < directness(m) {
			grounds[key], regions[key] = s.by.Sighting.Means, region
		}
	}
	keys := slices.SortedFunc(maps.Keys(grounds), func(a, b string) int {
		return cmp.Or(cmp.Compare(directness(grounds[a]), directness(grounds[b])), cmp.Compare(a, b))
	})
	keys = keys[:min(len(keys), MaxAccounts)]
	slices.Sort(keys)
	var o field.Observation
	for _, key := range keys {
		voice.Means = append(voice.Means, grounds[key])
		o.Accounts = append(o.Accounts, field.Account{Region: regions[key], Errors: err(grounds[key], e.Weapon)})
	}
	return voice, o
}

// A field is made of at most so many observations of at most so many different accounts each: more of them do not make it
// surer in any way that matters, each costs the fold, and anybody can invent more.
const (
	MaxVoices   = 16
	MaxAccounts = 4
)

// limit leaves the most direct observations, of those alike the first by root.
func (e *Estimate) limit(q *field.Question) {
	if len(e.Voices) <= MaxVoices {
		return
	}
	order := make([]int, len(e.Voices))
	nearest := make([]int, len(e.Voices))
	for i, v := range e.Voices {
		order[i], nearest[i] = i, directness(v.Means[0])
		for _, m := range v.Means {
			nearest[i] = min(nearest[i], directness(m))
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(nearest[a], nearest[b]) })
	order = order[:MaxVoices]
	slices.Sort(order)
	voices, observations := e.Voices, q.Observations
	e.Voices, q.Observations = nil, nil
	for _, i := range order {
		e.Voices, q.Observations = append(e.Voices, voices[i]), append(q.Observations, observations[i])
	}
}

// name keeps a name for ground, of several that are called so the smallest, whatever the order.
func (e *Estimate) name(r place.Region) {
	at, has := slices.BinarySearchFunc(e.Named, r.Name, func(n NamedGround, name string) int { return cmp.Compare(n.Name, name) })
	switch {
	case !has:
		e.Named = slices.Insert(e.Named, at, NamedGround{r.Name, r})
	case !reflect.DeepEqual(r, e.Named[at].Region):
		if c := cmp.Compare(r.Area(), e.Named[at].Region.Area()); c < 0 || c == 0 && keyOf(r) < keyOf(e.Named[at].Region) {
			e.Named[at].Region = r
		}
	}
}

func keyOf(r place.Region) string {
	key, err := canon.Encode(r)
	if err != nil {
		panic("origin: an admitted region has no canonical form: " + err.Error())
	}
	return string(key)
}

// headsOf returns the root that each account is held to be of. One that names several belongs to the first of them that
// stands alone in another account; else it makes one root of all that it names. So it never makes two that stand alone
// into one, and never adds one.
func headsOf(all []said) []string {
	alone := map[string]bool{}
	for _, s := range all {
		if len(s.by.Roots) == 1 {
			alone[s.by.Roots[0]] = true
		}
	}
	above := map[string]string{}
	head := func(root string) string {
		for above[root] != "" {
			root = above[root]
		}
		return root
	}
	first := make([]string, len(all))
	for i, s := range all {
		first[i] = s.by.Roots[0]
		if at := slices.IndexFunc(s.by.Roots, func(r string) bool { return alone[r] }); at >= 0 {
			first[i] = s.by.Roots[at]
			continue
		}
		for _, r := range s.by.Roots[1:] {
			if a, b := head(s.by.Roots[0]), head(r); a != b {
				above[max(a, b)] = min(a, b)
			}
		}
	}
	for i := range first {
		first[i] = head(first[i])
	}
	return first
}

// Towards returns the bearing of the origin from what was hit, if nine tenths of the field lie within a quarter of the
// horizon as seen from anywhere there.
func (e *Estimate) Towards() (place.Bearing, bool) {
	if e.Hit == nil {
		return 0, false
	}
	arc, ok := field.Towards(*e.Hit, e.Field.Within(900_000))
	return arc.Middle(), ok && arc.Span <= quarter
}

// quarter is the largest angle, in millidegrees, that still is a direction, as it is for a single account.
const quarter = 90_000

// Place returns the name of the place that the best ground of the estimate belongs to: of the smallest ground that an account
// names so and the text knows by that name; empty where there is none. What only a source calls so stays with it.
func (e *Estimate) Place(text *agreement.Compiled) string {
	name, smallest := "", int64(0)
	for _, n := range e.Named {
		known := text.Locate(place.Region{Name: n.Name}).HasGeometry()
		if area := n.Region.Area(); known && n.Region.Contains(e.Field.Best()) && (name == "" || area < smallest) {
			name, smallest = n.Name, area
		}
	}
	return name
}
