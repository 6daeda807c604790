// SPDX-License-Identifier: Apache-2.0

package incident

import (
	"fmt"
	"slices"
	"strings"

	"truce/act"
	"truce/canon"
	"truce/incident/copies"
	"truce/observation"
	"truce/place"
	"truce/report"
	"truce/when"
)

// Pairing is numbered things with the scores of the pairs that are linked, and what analysts decided.
type Pairing struct {
	Size          int
	Scores        map[[2]int]int64
	Split, Joined [][2]int
}

// Clusters joins the things as a part of a group is joined.
func Clusters(p Pairing) [][]int32 {
	var t table
	t.clear(p.Size)
	for i := range p.Size {
		for k := range p.Size {
			if score, ok := p.Scores[[2]int{max(i, k), min(i, k)}]; ok && i != k {
				t.link(i, k, score)
			}
		}
	}
	t.sort()
	for _, s := range p.Split {
		t.part(s[0], s[1])
	}
	for _, s := range p.Joined {
		t.join(t.holder[s[0]], t.holder[s[1]])
	}
	t.run()
	var out [][]int32
	t.result(func(members []int32) { out = append(out, slices.Clone(members)) })
	return out
}

// MaxTogether is the largest group that is clustered as one; the others are the bars of the specification.
const (
	MaxTogether = maxTogether
	JoinAt      = joinAt
	PossibleAt  = possibleAt
	BarStep     = barStep
	Top         = top
)

// Score returns what is found of two observations.
func Score(a, b *observation.Observation) (score int64, reasons []Reason, veto bool) {
	x, y := prepare(a), prepare(b)
	t := explain(&x, &y, &Shipped)
	return t.score, t.reasons, t.veto
}

// Crowd is how many other accounts there are of a spot within three months and within a fortnight, and how many of them say
// the same of the same source and day.
type Crowd struct{ Around, Near, Alike int }

// ScoreAmong returns what is found of two observations among others: the score without these, the one with them, and its
// reasons.
func ScoreAmong(a, b *observation.Observation, ofA, ofB Crowd) (bare, score int64, reasons []Reason, veto bool) {
	x, y := prepare(a), prepare(b)
	bare = compare(&x, &y, &Shipped).score
	for p, of := range map[*prepared]Crowd{&x: ofA, &y: ofB} {
		if p.tidings != nil {
			p.around, p.near, p.alike = int32(min(of.Around, 255)), int32(min(of.Near, 63)), int32(min(of.Alike, 63))
		}
	}
	t := explain(&x, &y, &Shipped)
	return bare, t.score, t.reasons, t.veto
}

// AreOthers tells what two observations are to each other in a crowd, in 0 and 1.
func AreOthers(a, b *observation.Observation) (c Crowd) {
	x, y := prepare(a), prepare(b)
	if x.tidings == nil || y.tidings == nil || a.Exercise != b.Exercise || !sameSpot(&x, &y) {
		return c
	}
	gap := max(x.day-y.day, y.day-x.day)
	if gap <= 90 {
		c.Around = 1
	}
	if gap <= 15 {
		c.Near = 1
	}
	if gap == 0 && a.Sighting.Words == b.Sighting.Words && (slices.Equal(a.Roots, b.Roots) || copies.IsTelling(a.Sighting.Words)) {
		c.Alike = 1
	}
	return c
}

// AreCopies tells whether two observations are copies, by the bytes of their canonical form.
func AreCopies(a, b *observation.Observation) bool {
	x, reportX, okX := copyKey(a)
	y, reportY, okY := copyKey(b)
	return okX && okY && x == y && reportX == reportY
}

// copyKey is what the copies of one account share, in canonical form, and the report that they are of if they must be of one.
func copyKey(o *observation.Observation) (says string, of canon.ReportID, ok bool) {
	p := prepare(o)
	if p.extent.isLost() {
		return "", of, false
	}
	s := &o.Sighting
	roots := strings.Join(o.Roots, "\n")
	if _, ofOneReport := NewJoiner().twins(&p, false); ofOneReport {
		of = o.Report
	} else if copies.IsTelling(s.Words) {
		roots = ""
	}
	day := ""
	if p.tidings != nil {
		day = fmt.Sprint(p.day)
	}
	text, err := canon.Encode(struct {
		Roots      string              `json:"roots"`
		Level      report.Level        `json:"level"`
		Exercise   bool                `json:"exercise"`
		When       when.Interval       `json:"when"`
		Where      place.Region        `json:"where"`
		Act        act.Act             `json:"act"`
		Weapon     act.Weapon          `json:"weapon"`
		Count      report.Count        `json:"count"`
		Item       string              `json:"item"`
		Day        string              `json:"day"`
		Casualties []report.Casualties `json:"casualties"`
		Words      string              `json:"words"`
	}{roots, o.Level, o.Exercise, o.When(), o.Where(), s.Act, weaponOf(o), s.Count, o.Item, day, s.Casualties, s.Words})
	if err != nil {
		panic(err)
	}
	return string(text), of, true
}

// Twins returns what joins the copies of an account.
func Twins(o *observation.Observation) (score int64, reasons []Reason) {
	p := prepare(o)
	t, _ := NewJoiner().twins(&p, true)
	return t.score, t.reasons
}

// IndexBytes returns how many bytes the live and the cold part of the index take, and how many accounts are live.
func (j *Joiner) IndexBytes() (live, cold, accounts int) {
	const perShelf = 200 + 48 // the struct, and its places in the map and in the list
	for span := range j.index.spans {
		s := &j.index.spans[span]
		for _, at := range s.order {
			live += perShelf + 32*cap(at.entries) + 8*len(at.slots)
			for _, n := range at.entries {
				if n.south <= n.north || !j.node(n.number).extent.ground {
					accounts++
				}
			}
		}
		for _, list := range s.cold {
			for _, at := range list {
				cold += perShelf + 32*cap(at.entries)
			}
		}
	}
	return live, cold, accounts
}
