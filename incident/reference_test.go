// SPDX-License-Identifier: Apache-2.0

package incident_test

import (
	"fmt"
	"slices"
	"strings"

	"truce/canon"
	"truce/incident"
	"truce/observation"
	"truce/report"
)

// reference joins observations as docs/spec/incident.md says it, from the whole set at once and with every pair
// compared: no index, no order, no memory of before. It is slow, and plain enough to be read against the page.
type reference struct {
	all      []*observation.Observation
	decided  map[[2]canon.ObservationID]bool // both ways round
	accounts [][]*observation.Observation
	scores   map[[2]int]int64 // of linked accounts, the greater first, without what others take away
	crowds   []incident.Crowd
	part     [][]int // the clusters
}

// join is one decision.
type join struct {
	a, b canon.ObservationID
	same bool
}

func refer(all []*observation.Observation, decisions []join) *reference {
	r := &reference{decided: map[[2]canon.ObservationID]bool{}, scores: map[[2]int]int64{}}
	for _, o := range all {
		if o.Level != report.Aggregate {
			r.all = append(r.all, o)
		}
	}
	for _, d := range decisions {
		r.decided[[2]canon.ObservationID{d.a, d.b}], r.decided[[2]canon.ObservationID{d.b, d.a}] = d.same, d.same
	}
	r.count()
	r.crowd()
	r.score()
	var everything []int
	for i := range r.accounts {
		everything = append(everything, i)
	}
	r.cluster(everything, 0)
	return r
}

// count makes the accounts.
func (r *reference) count() {
	ruled := map[canon.ObservationID]bool{}
	for pair := range r.decided {
		ruled[pair[0]] = true
	}
next:
	for _, o := range r.all {
		for i, account := range r.accounts {
			if first := account[0]; !ruled[o.ID] && !ruled[first.ID] && incident.AreCopies(o, first) {
				r.accounts[i] = append(account, o)
				continue next
			}
		}
		r.accounts = append(r.accounts, []*observation.Observation{o})
	}
}

// compared returns what is found of two accounts: as copies of one report say it where both have one.
func (r *reference) compared(i, k int) (bare, score int64, reasons []incident.Reason, linked bool) {
	a, b := r.accounts[i][0], r.accounts[k][0]
	for _, x := range r.accounts[i] {
		for _, y := range r.accounts[k] {
			if x.Report == y.Report {
				a, b = x, y
			}
		}
	}
	bare, score, reasons, veto := incident.ScoreAmong(a, b, r.crowds[i], r.crowds[k])
	return bare, score, reasons, !veto && bare >= incident.PossibleAt
}

// crowd counts the others of every account.
func (r *reference) crowd() {
	r.crowds = make([]incident.Crowd, len(r.accounts))
	for i := range r.accounts {
		for k := range r.accounts {
			if i != k {
				c := incident.AreOthers(r.accounts[i][0], r.accounts[k][0])
				r.crowds[i].Around += c.Around
				r.crowds[i].Near += c.Near
				r.crowds[i].Alike += c.Alike
			}
		}
	}
}

func (r *reference) score() {
	for i := range r.accounts {
		for k := range i {
			if bare, _, _, linked := r.compared(i, k); linked {
				r.scores[[2]int{i, k}] = bare
			}
		}
	}
}

// decision returns what was decided of two accounts.
func (r *reference) decision(i, k int) (same, decided bool) {
	same, decided = r.decided[[2]canon.ObservationID{r.accounts[i][0].ID, r.accounts[k][0].ID}]
	return same, decided
}

// cluster parts the accounts at the bar of a level and clusters every part that fits.
func (r *reference) cluster(list []int, level int) {
	bar := int64(incident.JoinAt + incident.BarStep*level)
	left := slices.Clone(list)
	for len(left) > 0 {
		group := left[:1:1]
		left = left[1:]
		for n := 0; n < len(group); n++ {
			left = slices.DeleteFunc(left, func(k int) bool {
				score := r.scores[[2]int{max(group[n], k), min(group[n], k)}]
				same, _ := r.decision(group[n], k)
				if score >= bar || same {
					group = append(group, k)
				}
				return score >= bar || same
			})
		}
		slices.Sort(group)
		switch {
		case len(group) > incident.MaxTogether && level < incident.Top:
			r.cluster(group, level+1)
		case level == incident.Top:
			r.part = append(r.part, group)
		default:
			r.average(group)
		}
	}
}

// average clusters a part.
func (r *reference) average(group []int) {
	p := incident.Pairing{Size: len(group), Scores: map[[2]int]int64{}}
	for i := range group {
		for k := range i {
			if _, linked := r.scores[[2]int{group[i], group[k]}]; linked {
				_, p.Scores[[2]int{i, k}], _, _ = r.compared(group[i], group[k])
			}
			if same, decided := r.decision(group[i], group[k]); same {
				p.Joined = append(p.Joined, [2]int{i, k})
			} else if decided {
				p.Split = append(p.Split, [2]int{i, k})
			}
		}
	}
	for _, cluster := range plainly(p) {
		var accounts []int
		for _, n := range cluster {
			accounts = append(accounts, group[n])
		}
		r.part = append(r.part, accounts)
	}
}

// told writes what the incidents are, without names and versions, in an order of its own: the members, the pairs with their
// reasons, and the members of possible sames.
func (r *reference) told() []string {
	holder := make([]int, len(r.accounts))
	names := make([]string, len(r.part))
	for n, cluster := range r.part {
		var members []string
		for _, i := range cluster {
			holder[i] = n
			for _, o := range r.accounts[i] {
				members = append(members, o.ID.Short())
			}
		}
		slices.Sort(members)
		names[n] = strings.Join(members, "+")
	}
	sames := make([][]string, len(r.part))
	for pair := range r.scores {
		a, b := holder[pair[0]], holder[pair[1]]
		_, score, _, _ := r.compared(pair[0], pair[1])
		if same, decided := r.decision(pair[0], pair[1]); a != b && (same || !decided && score >= incident.PossibleAt) {
			sames[a], sames[b] = append(sames[a], names[b]), append(sames[b], names[a])
		}
	}
	var out []string
	for n, cluster := range r.part {
		out = append(out, told(names[n], r.pairs(cluster), sames[n]))
	}
	slices.Sort(out)
	return out
}

// pairs writes the pairs of accounts of one incident.
func (r *reference) pairs(cluster []int) []string {
	var pairs []string
	for _, i := range cluster {
		for _, k := range cluster {
			if k >= i {
				continue
			}
			_, score, reasons, linked := r.compared(i, k)
			if !linked {
				score, reasons = 0, nil
			}
			if same, _ := r.decision(i, k); same {
				reasons = append(reasons, incident.Reason{Name: "joined by an analyst"})
			}
			if len(reasons) > 0 {
				pairs = append(pairs, fmt.Sprintf("%s %d %v", r.either(i, k), score, reasons))
			}
		}
		if len(r.accounts[i]) > 1 {
			score, reasons := incident.Twins(r.accounts[i][0])
			for range r.accounts[i][1:] {
				pairs = append(pairs, fmt.Sprintf("%s %d %v", r.either(i, i), score, reasons))
			}
		}
	}
	return pairs
}

// either names a pair of accounts without regard to their order: which copy came first is chance.
func (r *reference) either(i, k int) string {
	name := func(list []*observation.Observation) string {
		var all []string
		for _, o := range list {
			all = append(all, o.ID.Short())
		}
		slices.Sort(all)
		return strings.Join(all, "=")
	}
	a, b := name(r.accounts[i]), name(r.accounts[k])
	return min(a, b) + " " + max(a, b)
}

func told(name string, pairs, sames []string) string {
	slices.Sort(pairs)
	slices.Sort(sames)
	return fmt.Sprintf("%s: %s ~ %s", name, strings.Join(pairs, "; "), strings.Join(slices.Compact(sames), ", "))
}

// toldBy writes the same of what a joiner holds. The accounts are those of the reference, as only their copies tell them.
func (r *reference) toldBy(j *incident.Joiner) []string {
	account := map[canon.ObservationID]int{}
	for i, list := range r.accounts {
		for _, o := range list {
			account[o.ID] = i
		}
	}
	name := func(inc *incident.Incident) string {
		var members []string
		for _, id := range inc.MemberIDs {
			members = append(members, id.Short())
		}
		slices.Sort(members)
		return strings.Join(members, "+")
	}
	var out []string
	for _, inc := range j.All() {
		var pairs, sames []string
		for _, x := range inc.Joins {
			pairs = append(pairs, fmt.Sprintf("%s %d %v", r.either(account[x.A], account[x.B]), x.Score, x.Reasons))
		}
		for _, id := range j.PossibleSames(inc.ID) {
			sames = append(sames, name(j.Get(id)))
		}
		out = append(out, told(name(inc), pairs, sames))
	}
	slices.Sort(out)
	return out
}
