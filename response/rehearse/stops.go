// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"slices"
)

// mostStops bounds how many smallest sets of failures are kept for one decision.
const mostStops = 1000

// knows tells whether a run with no other failures is known to stop the decision.
func (s *score) knows(p play) bool {
	return slices.ContainsFunc(s.stuck, func(known stop) bool { return covers(known.play.fails, p.fails) })
}

// stops lists the smallest sets of failures that stop a decision somebody owes, the smaller first. What falls with a
// determination is named with it.
func (r *rehearsal) stops() []Stop {
	var out []Stop
	for i, d := range r.decisions {
		if d.by == "" {
			continue
		}
		for _, s := range r.scores[i].stuck {
			if len(r.before(i, s.play.fails)) > 0 {
				continue
			}
			stop := Stop{Decision: d.name, Failures: r.fails(s.play.fails), Shown: r.run(s.play)}
			for j, other := range r.decisions {
				if j != i && other.by != "" && other.waits && afterDetermination(d.name) && r.scores[j].stops(s.play.fails) {
					stop.With = append(stop.With, other.name)
				}
			}
			if !slices.ContainsFunc(out, func(known Stop) bool {
				return known.Decision == stop.Decision && key(known.Failures) == key(stop.Failures)
			}) {
				out = append(out, stop)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Stop) int { return cmp.Compare(len(a.Failures), len(b.Failures)) })
	return out
}

func (s *score) stops(fails []failure) bool {
	return slices.ContainsFunc(s.stuck, func(known stop) bool { return covers(known.play.fails, fails) })
}

// stuckBefore are the stops of the determination that a decision waits for.
func (r *rehearsal) stuckBefore(i int) []stop {
	at := r.named("determine")
	if !r.decisions[i].waits || at < 0 || at == i {
		return nil
	}
	return r.scores[at].stuck
}

// before are those among the stops of the determination that a decision waits for which the same failures bring about.
func (r *rehearsal) before(i int, fails []failure) []stop {
	var out []stop
	for _, s := range r.stuckBefore(i) {
		if covers(s.play.fails, fails) {
			out = append(out, s)
		}
	}
	return out
}

// fails writes failures by the classes of those who fail.
func (r *rehearsal) fails(list []failure) []Fails {
	var out []Fails
	for _, f := range list {
		each := Fails{How: f.how}
		for _, c := range r.cast.classes {
			if slices.Contains(c.actors, f.actor) {
				for _, a := range c.actors {
					each.Of = append(each.Of, r.cast.actors[a].name)
				}
			}
		}
		out = append(out, each)
	}
	return out
}
