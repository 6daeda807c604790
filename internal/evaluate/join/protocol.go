// SPDX-License-Identifier: Apache-2.0

package join

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"

	"truce/canon"
	"truce/incident"
	"truce/observation"
)

// Protocols are how the weights come about that rows are joined by.
var protocols = []string{"shipped", "cv", "forward", "backward"}

// turn is the last year of those that come first.
const turn = 2016

// folds is into how many parts the events are cut.
const folds = 5

// Result is what a protocol came to.
type Result struct {
	Protocol string `json:"protocol"`
	// N is how many rows were joined, and Events how many events they are of.
	N      int `json:"n"`
	Events int `json:"events"`
	// Undated is how many rows have no day that can be read: they are of no known time, and never joined.
	Undated int `json:"undated"`
	Figures
	// Reasons is in how many joined pairs each reason speaks for the join, and in how many against it.
	Reasons []Reason `json:"reasons"`
	// Bare is F1 without local practice: what a year or a country comes to of which nothing is decided yet. Of all protocols
	// but cv it is F1, since what was decided there is of other years.
	Bare float64 `json:"f1_without_local_practice"`
	// Alone is what leaving every row by itself comes to.
	Alone float64 `json:"f1_every_report_alone"`
	// Rounded is F1 again with coordinates rounded to half a degree: they are coded for each event, so that rows of one
	// event bear the same ones to the last place, which a report's own would not.
	Rounded float64 `json:"f1_coordinates_rounded_to_half_a_degree"`
	// Weights are the tables: one for shipped, forward and backward, of cv the one that all rows speak for, which none
	// was joined by.
	Weights map[string]int32 `json:"weights"`
	Needs   string           `json:"a_join_needs"`
}

// Reason counts one reason.
type Reason struct {
	Name    string `json:"reason"`
	For     int    `json:"for"`
	Against int    `json:"against"`
}

// Evaluate joins the rows by a protocol and compares what comes out with their events. Its error names a protocol that there
// is not.
func Evaluate(rows []Row, protocol string) (*Result, error) {
	if !slices.Contains(protocols, protocol) {
		return nil, fmt.Errorf("protocol %q: use %s", protocol, strings.Join(protocols, ", "))
	}
	rows = sorted(rows)
	tested := pick(rows, protocol)
	if len(tested) == 0 {
		return nil, fmt.Errorf("protocol %s: no row is of the years that it tests", protocol)
	}
	out := &Result{Protocol: protocol, N: len(tested), Needs: "even odds for one event against two"}
	events := map[string]bool{}
	for _, row := range tested {
		events[row.Event] = true
		if row.Day.IsZero() {
			out.Undated++
		}
	}
	out.Events = len(events)
	clusters, table, reasons := run(rows, tested, way{protocol: protocol, local: true})
	out.Figures = measure(tested, clusters)
	out.Reasons = reasons
	out.Weights = map[string]int32{}
	for n, w := range table {
		out.Weights[table.Name(n)] = w
	}
	alone := make([]int, len(tested))
	for i := range alone {
		alone[i] = i
	}
	out.Alone = measure(tested, alone).F1
	clusters, _, _ = run(rows, tested, way{protocol: protocol, rounded: true, local: true})
	out.Rounded = measure(tested, clusters).F1
	out.Bare = out.F1
	if protocol == "cv" {
		clusters, _, _ = run(rows, tested, way{protocol: protocol})
		out.Bare = measure(tested, clusters).F1
	}
	return out, nil
}

// pick returns the rows that a protocol joins.
func pick(rows []Row, protocol string) []Row {
	switch protocol {
	case "forward":
		return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Year <= turn })
	case "backward":
		return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.Year > turn })
	default:
		return rows
	}
}

// way is how rows are joined: by the weights of a protocol, with coordinates rounded or not, and with local practice or not.
type way struct {
	protocol       string
	rounded, local bool
}

// run joins the tested rows by the weights that the protocol gives, and returns the cluster of each. Where
// local, those of cv are corrected by local practice.
func run(rows, tested []Row, way way) ([]int, *incident.Table, []Reason) {
	table := &incident.Shipped
	weights := func(_, _ *observation.Observation) *incident.Table { return table }
	seen := observe(tested, way.rounded)
	switch way.protocol {
	case "forward", "backward":
		other := map[string]string{"forward": "backward", "backward": "forward"}[way.protocol]
		learnt := pick(rows, other)
		t := fit(samples(learnt, observe(learnt, way.rounded)), func(*sample) bool { return true })
		table = &t
	case "cv":
		all := samples(tested, seen)
		weights = crossed(tested, seen, all, way.local)
		t := fit(all, func(*sample) bool { return true })
		table = &t
	}
	j := incident.NewWeighed(weights)
	j.Add(seen)
	clusters := make([]int, len(tested))
	number := map[canon.IncidentID]int{}
	for i, o := range seen {
		inc := j.Of(o.ID)
		if inc == nil { // of no known time
			clusters[i] = -1 - i
			continue
		}
		if _, ok := number[inc.ID]; !ok {
			number[inc.ID] = len(number)
		}
		clusters[i] = number[inc.ID]
	}
	return clusters, table, count(j)
}

// crossed gives each pair the weights that were fitted without the folds of either row's event, and if local practice is asked
// for, corrected by what was decided of others without those folds.
func crossed(rows []Row, seen []*observation.Observation, all []sample, local bool) func(a, b *observation.Observation) *incident.Table {
	fold := make([]int, len(rows))
	of := map[canon.ObservationID]int{}
	for i, row := range rows {
		fold[i] = int(crc32.ChecksumIEEE([]byte(row.Event)) % folds)
		of[seen[i].ID] = i
	}
	pairs := labelled{rows: rows, all: all, seen: look(rows, all)}
	own := map[[2]int]*incident.Table{} // of pairs that practice corrects, the greater row first
	var tables [folds][folds]incident.Table
	for a := range folds {
		for b := range a + 1 {
			without := func(s *sample) bool {
				return fold[s.a] != a && fold[s.a] != b && fold[s.b] != a && fold[s.b] != b
			}
			tables[a][b] = fit(all, without)
			if !local {
				continue
			}
			var decided, asked []int
			for i := range all {
				if s := &all[i]; without(s) {
					decided = append(decided, i)
				} else if max(fold[s.a], fold[s.b]) == a && min(fold[s.a], fold[s.b]) == b {
					asked = append(asked, i)
				}
			}
			bits := pairs.practice(&tables[a][b], decided, asked)
			for _, i := range asked {
				if c := int32(math.Round(100 * bits[i])); c != 0 {
					t := tables[a][b]
					t[0] += c
					own[[2]int{max(all[i].a, all[i].b), min(all[i].a, all[i].b)}] = &t
				}
			}
		}
	}
	return func(a, b *observation.Observation) *incident.Table {
		x, y := max(of[a.ID], of[b.ID]), min(of[a.ID], of[b.ID])
		if t := own[[2]int{x, y}]; t != nil {
			return t
		}
		return &tables[max(fold[x], fold[y])][min(fold[x], fold[y])]
	}
}

// count counts the reasons of all joins, by name.
func count(j *incident.Joiner) []Reason {
	at := map[string]*Reason{}
	var out []Reason
	for _, inc := range j.All() {
		for _, join := range inc.Joins {
			for _, r := range join.Reasons {
				if at[r.Name] == nil {
					at[r.Name] = &Reason{Name: r.Name}
				}
				if r.Bits > 0 {
					at[r.Name].For++
				} else {
					at[r.Name].Against++
				}
			}
		}
	}
	for _, r := range at {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Reason) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// compareRows orders rows by all that they say.
func compareRows(a, b Row) int {
	return cmp.Or(
		a.Day.Compare(b.Day), strings.Compare(a.Office, b.Office), strings.Compare(a.Headline, b.Headline),
		cmp.Compare(a.Where.Lat, b.Where.Lat), cmp.Compare(a.Where.Lon, b.Where.Lon), strings.Compare(a.Precision, b.Precision),
		strings.Compare(a.Event, b.Event), cmp.Compare(a.Year, b.Year),
	)
}
