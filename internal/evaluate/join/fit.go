// SPDX-License-Identifier: Apache-2.0

package join

import (
	"math"
	"slices"

	"truce/canon"
	"truce/incident"
	"truce/observation"
)

// sample is one labelled pair.
type sample struct {
	a, b  int // rows
	facts [incident.Facts]float64
	same  bool
	worth float64
}

// odds are those that a join needs, for one event against two: even ones, as B-cubed takes a wrong join for as bad as one
// that is missed. They are the same for all years and places.
const odds = 1.0

// ridge holds weights down that few pairs speak for.
const ridge = 0.3

// samples returns the pairs of rows that a table weighs, in order of rows. A pair is worth the less the more others its
// two have, so that long lists do not outvote all else.
func samples(rows []Row, seen []*observation.Observation) []sample {
	index := map[canon.ObservationID]int{}
	for i, o := range seen {
		index[o.ID] = i
	}
	nothing := incident.Table{}
	j := incident.NewWeighed(func(_, _ *observation.Observation) *incident.Table { return &nothing })
	j.Add(seen)
	var out []sample
	degree := make([]float64, len(rows))
	j.EachReported(func(a, b *observation.Observation, facts [incident.Facts]int64) {
		s := sample{a: index[a.ID], b: index[b.ID]}
		s.same = rows[s.a].Event == rows[s.b].Event
		for n, v := range facts {
			s.facts[n] = float64(v) / 100
		}
		degree[s.a]++
		degree[s.b]++
		out = append(out, s)
	})
	for i := range out {
		out[i].worth = 1 / math.Sqrt(math.Sqrt(degree[out[i].a]*degree[out[i].b]))
	}
	return out
}

// fit returns the table under which the labels of the samples that use picks are likeliest: logistic regression by Newton's
// method. The weights of what others take away are held at 0 where the labels would raise them.
func fit(all []sample, use func(*sample) bool) incident.Table {
	var picked []*sample
	for i := range all {
		if use(&all[i]) {
			picked = append(picked, &all[i])
		}
	}
	held := [incident.Facts]bool{}
	for {
		w := newton(picked, &held)
		again := false
		for _, n := range incident.Crowded() {
			if w[n] > 0 && !held[n] {
				held[n], again = true, true
			}
		}
		if !again {
			return rounded(w)
		}
	}
}

// rounded turns natural logarithms of odds into hundredths of a bit over what a join needs.
func rounded(w [incident.Facts]float64) (t incident.Table) {
	w[0] -= math.Log(odds)
	for n, v := range w {
		t[n] = int32(math.Round(v / math.Ln2 * 100))
	}
	return t
}

const (
	rounds    = 40
	longest   = 2.0 // step of a weight in one round
	converged = 1e-7
)

func newton(picked []*sample, held *[incident.Facts]bool) (w [incident.Facts]float64) {
	const n = int(incident.Facts)
	for range rounds {
		var m [n][n + 1]float64 // the curvature, and the slope
		for _, s := range picked {
			z := 0.0
			for k, v := range s.facts {
				z += w[k] * v
			}
			p := 1 / (1 + math.Exp(-z))
			slope := -p * s.worth
			if s.same {
				slope += s.worth
			}
			curve := max(p*(1-p), 1e-6) * s.worth
			for k, v := range s.facts {
				if v == 0 {
					continue
				}
				m[k][n] += slope * v
				for l, u := range s.facts {
					m[k][l] += curve * v * u
				}
			}
		}
		for k := range n {
			m[k][k] += ridge
			m[k][n] -= ridge * w[k]
			if held[k] {
				m[k] = [n + 1]float64{}
				m[k][k] = 1
			}
		}
		furthest := 0.0
		for k, step := range solve(m) {
			if held[k] {
				continue
			}
			step = max(-longest, min(longest, step))
			w[k] += step
			furthest = max(furthest, math.Abs(step))
		}
		if furthest < converged {
			break
		}
	}
	return w
}

// solve solves linear equations whose right side stands in the last column.
func solve(m [incident.Facts][incident.Facts + 1]float64) (x [incident.Facts]float64) {
	const n = int(incident.Facts)
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[pivot][c]) {
				pivot = r
			}
		}
		m[c], m[pivot] = m[pivot], m[c]
		for r := range n {
			if r != c && m[r][c] != 0 {
				f := m[r][c] / m[c][c]
				for k := c; k <= n; k++ {
					m[r][k] -= f * m[c][k]
				}
			}
		}
	}
	for k := range n {
		x[k] = m[k][n] / m[k][k]
	}
	return x
}

// Fit returns the table that all rows of a file speak for.
func Fit(rows []Row) incident.Table {
	rows = sorted(rows)
	return fit(samples(rows, observe(rows, false)), func(*sample) bool { return true })
}

// sorted returns the rows in an order of their own, so that the order of the file leaves no trace.
func sorted(rows []Row) []Row {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, compareRows)
	return rows
}

// Weight is one line of a table.
type Weight struct {
	Name   string `json:"name"`
	Weight int32  `json:"centibits"`
}
