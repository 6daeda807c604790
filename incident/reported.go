// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Much of what reaches a mission says where something happened and not when: a headline, an entry in a list of the dead. Of
// such an account no more is known than that the thing was done before it was reported. Two of them share no time that
// could speak for one event; what speaks for it is that they were reported on about the same days of the same spot, and
// what speaks against it is how much else was. Their weights are fitted to labels (Shipped).

const (
	// leastOpen is the length from which a time that ends when it was reported says no more than that.
	leastOpen = 7 * when.Day
	// mostLate is how long after its time has ended such an account may come.
	mostLate = when.Day
	// crowded is within how many days other accounts of the spot make it harder to tell apart two of different days, and
	// settled within how many they show what kind of spot it is: one of which much or little is told.
	crowded = 15
	settled = 90
	// mostCrowd and mostSettled are from how many accounts on more of them say nothing further.
	mostCrowd   = 64
	mostSettled = 256
	// widest is the largest area, in square metres, that is a town with what lies around it: 25 km about a point.
	widest = 2_500 * 1_000_000
	// mostName is how many words a mere name has at most.
	mostName = 3
)

// tidings is what is looked at of an account that is known by when it was reported alone.
type tidings struct {
	day    int32 // of the report, counted from 1970
	isName bool  // its words are a name and tell of nothing
	isWide bool
	killed int64 // 0 where no one number is given

	// around is how many other accounts of the spot were reported within settled days of it, near how many within crowded
	// days, and alike how many of the same roots, day and words; none above where it says nothing further.
	around, near, alike int32
	stirred             bool // others say something else of it than when its incident was described
}

// tidingsOf returns what an account is known by, nil for one whose time says more than when it was reported.
func tidingsOf(o *observation.Observation, ground *place.Ground) *tidings {
	t := o.When()
	late := when.Duration(o.Received - t.To)
	if o.Level != report.Plain || t.IsUnknown() || t.Length() < leastOpen || late < 0 || late > mostLate {
		return nil
	}
	out := &tidings{day: int32(int64(o.Received) / int64(when.Day)), isName: isName(o.Sighting.Words, o.Source)}
	out.isWide = !o.Sighting.Where.HasGeometry() || ground.Area() > widest
	if least, most := Harmed(o.Sighting.Casualties, "killed", ""); least == most {
		out.killed = least
	}
	return out
}

// isName tells whether a text is no more than a name, and not that of its source.
func isName(text, source string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	n := 0
	source = strings.ToLower(source)
	for _, w := range words {
		if utf8.RuneCountInString(w) < 2 {
			continue
		}
		if n++; n > mostName || strings.Contains(source, w) {
			return false
		}
	}
	return n > 0
}

// fact is one thing that is looked at of a pair of tidings.
type fact int

// The facts, in the order of the table.
const (
	reportedAlone fact = iota
	oneName
	bothNames
	nextDay
	nextDayNames
	later
	laterNames
	daysBetween
	oneSource
	oneSourceLater
	repeated
	sameKilled
	otherKilled
	listed
	crowd
	crowdNextDay
	crowdLater
	widePlace
	// Facts is how many there are.
	Facts
)

// factNames are the reasons under which they are shown.
var factNames = [Facts]string{
	"known by when they were reported", "a name and no more", "two names and no more", "reported a day apart", "two names, reported a day apart",
	"reported more than a day apart", "two names, reported more than a day apart", "days between the reports", "one source twice",
	"one source, on another day", "one source, in the same words", "same number killed", "different numbers killed",
	"a source that lists the same more than once", "others of the spot within three months", "others of the spot, and a day apart",
	"others of the spot, and more than a day apart", "no one town",
}

// Table is the weights of what is looked at of accounts that are known by when they were reported, in hundredths of a bit for
// each whole one of a fact. Those of crowds are never above 0.
type Table [Facts]int32

// Name returns the reason under which the n-th weight is shown.
func (*Table) Name(n int) string { return factNames[n] }

// facts measures what is looked at of two accounts of one spot, each in hundredths. It is symmetric. Without a crowd it leaves
// out what others say.
func (x *prepared) facts(y *prepared, withCrowd bool) (f [Facts]int64) {
	set := func(n fact, is bool) {
		if is {
			f[n] = 100
		}
	}
	gap := int64(x.day) - int64(y.day)
	gap = max(gap, -gap)
	names := x.isName && y.isName
	texts := !x.isName && !y.isName
	set(reportedAlone, true)
	set(oneName, x.isName != y.isName)
	set(bothNames, names)
	set(nextDay, gap == 1)
	set(nextDayNames, gap == 1 && names)
	set(later, gap > 1)
	set(laterNames, gap > 1 && names)
	if gap > 2 {
		f[daysBetween] = log2(gap) - 100
	}
	a, b := x.obs, y.obs
	ofOne := a.Source == b.Source && texts
	set(oneSource, ofOne)
	set(oneSourceLater, ofOne && gap > 0)
	set(repeated, ofOne && gap == 0 && a.Sighting.Words == b.Sighting.Words)
	if x.killed > 0 && y.killed > 0 {
		set(sameKilled, x.killed == y.killed)
		set(otherKilled, x.killed != y.killed)
	}
	set(widePlace, x.isWide || y.isWide)
	if withCrowd {
		f[listed] = halves(max(x.alike, y.alike))
		f[crowd] = halves(max(x.around, y.around))
		n := halves(max(x.near, y.near))
		if gap > 0 {
			f[crowdNextDay] = n
		}
		if gap > 1 {
			f[crowdLater] = n
		}
	}
	return f
}

// halves is the logarithm to base 2 of one more than a number, in hundredths, rounded down to halves, so that a reason does
// not change with every report that comes.
func halves(others int32) int64 { return log2(int64(others)+1) / 50 * 50 }

// weighReported scores two accounts that are known by when they were reported.
func (t *tally) weighReported(x, y *prepared) {
	if gap(x.obs.When(), y.obs.When()) > beside {
		t.forbid("at different times")
		return
	}
	if !sameSpot(x, y) {
		t.forbid("not known to be of one spot")
		return
	}
	for n, v := range x.facts(y, t.crowded) {
		bits := int64(t.table[n]) * v / 100
		if n == int(reportedAlone) {
			bits += joinAt
		}
		t.add(factNames[n], bits)
	}
	compareWeapon(t, weaponOf(x.obs), weaponOf(y.obs))
}

// meet counts two accounts of one spot as others to each other, and tells whether what others say of the second changed.
func (x *tidings) meet(y *tidings, alike bool) (changed bool) {
	count := func(n *int32, most int32) {
		if *n < most-1 {
			*n++
		}
	}
	gap := max(x.day-y.day, y.day-x.day)
	if gap > settled {
		return false
	}
	was := *y
	for _, t := range []*tidings{x, y} {
		count(&t.around, mostSettled)
		if gap <= crowded {
			count(&t.near, mostCrowd)
		}
		if alike {
			count(&t.alike, mostCrowd)
		}
	}
	return halves(y.around) != halves(was.around) || halves(y.near) != halves(was.near) || halves(y.alike) != halves(was.alike)
}

// crowd counts a new node and those of its spot as others to each other, and notes those of which that changes what others
// say. They are looked for further back and ahead than what may be one event with it.
func (j *Joiner) crowd(n *node) {
	if n.tidings == nil {
		return
	}
	// A time ends up to mostLate before its report, and a day is begun on either side.
	const reach = settled*when.Day + mostLate + when.Day
	around := n.extent
	around.time.From, around.time.To = around.time.To-when.Instant(reach), around.time.To+when.Instant(reach)
	j.found = j.index.gather(&around, j.found[:0])
	j.looks++
	for _, number := range j.found {
		c := j.node(number)
		if c.tried == j.looks {
			continue
		}
		c.tried = j.looks
		if c.tidings == nil || n.obs.Exercise != c.obs.Exercise || !around.meets(&c.extent) || !sameSpot(&n.prepared, &c.prepared) {
			continue
		}
		// A source may have copies of others: by their roots the two are alike whichever of them came first.
		alike := n.day == c.day && n.obs.Sighting.Words == c.obs.Sighting.Words && isOne(n.obs, c.obs, false)
		if n.meet(c.tidings, alike) {
			c.tidings.stirred = true
			j.stirred = append(j.stirred, c)
		}
		j.drawn(n)
		j.drawn(c)
	}
}

// withCrowd adds to the nodes that are to be settled those of which others now say something else, once.
func (j *Joiner) withCrowd(touched []*node) []*node {
	touched = append(touched, j.stirred...)
	clear(j.stirred)
	j.stirred = j.stirred[:0]
	return touched
}

// scoreOf is the score of a link of a node with what others take away. It is never above what the link has.
func (j *Joiner) scoreOf(n *node, l link) int64 {
	score := int64(l.score)
	if n.tidings == nil {
		return score
	}
	c := j.node(l.to)
	if c.tidings == nil {
		return score
	}
	if a, b := j.views(n, c); a.obs.Report == b.obs.Report {
		return score // one account of one report, whoever else there is
	}
	with := n.facts(&c.prepared, true)
	table := j.weights(n.obs, c.obs)
	for _, f := range Crowded() {
		score += int64(table[f]) * with[f] / 100
	}
	return score
}

// EachReported visits every pair of accounts that are known by when they were reported and may be one event, with what a
// table weighs of it, in order of making.
func (j *Joiner) EachReported(visit func(a, b *observation.Observation, facts [Facts]int64)) {
	for number := range j.made {
		n := j.node(number)
		if n.tidings == nil {
			continue
		}
		for _, l := range n.links {
			if c := j.node(l.to); l.to < number && c.tidings != nil {
				visit(c.obs, n.obs, c.facts(&n.prepared, true))
			}
		}
	}
}

// Crowded returns the numbers of the facts that say what others take away, whose weights are never above 0.
func Crowded() []int { return []int{int(listed), int(crowd), int(crowdNextDay), int(crowdLater)} }

// Kinds returns the numbers of the facts that say what kind of accounts a pair is of.
func Kinds() []int { return []int{int(oneName), int(bothNames), int(oneSource)} }
