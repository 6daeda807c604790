// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"slices"

	"truce/agreement"
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
		if d.by == "" || d.by == agreement.Respondent || d.by == agreement.Complainant {
			continue // nobody fails who owes nothing, and for a party that is silent there is a default
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
	return r.fewest(out)
}

// fewest keeps all stops that are no more than is tolerated, and of what takes more the first of the smallest for each
// decision, with how many others are as small.
func (r *rehearsal) fewest(list []Stop) []Stop {
	var out []Stop
	for _, s := range list {
		i := slices.IndexFunc(out, func(known Stop) bool { return known.Decision == s.Decision })
		switch {
		case len(s.Failures) <= r.options.Tolerate || i < 0:
			out = append(out, s)
		case len(out[i].Failures) == len(s.Failures):
			out[i].Alike++
		}
	}
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
