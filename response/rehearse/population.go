// SPDX-License-Identifier: Apache-2.0

package rehearse

import "slices"

// play is one run that is to be played: an invented finding, when it happens, against whom, and how everybody behaves.
type play struct {
	matter, start, respondent int
	base                      Behaviour
	fails                     []failure // in the order of the cast
}

// failure is one actor that departs from the base.
type failure struct {
	actor int
	how   Behaviour
}

func (p *play) behaviour(actor int) Behaviour {
	for _, f := range p.fails {
		if f.actor == actor {
			return f.how
		}
	}
	return p.base
}

// stage is what plays are made of, beside the cast.
type stage struct {
	matters, starts, respondents int
}

func (s stage) settings() int { return s.matters * s.starts * s.respondents * len(bases) }

// bases are how everybody acts who does not fail.
var bases = [...]Behaviour{Prompt, Latest}

// troupe is a choice of failures that stands for all that are the same but for names which the text does not tell apart.
type troupe struct {
	fails  []failure
	weight int64 // how many it stands for
}

// troupes returns every choice of exactly n failures, up to most of them and one more, so that a caller sees that there
// are more. Actors of one class are interchangeable: only the first of them fail.
func (c *cast) troupes(n, most int) []troupe {
	var out []troupe
	var build func(class, left int, fails []failure, weight int64)
	build = func(k, left int, fails []failure, weight int64) {
		if len(out) > most {
			return
		}
		if left == 0 {
			out = append(out, troupe{slices.Clone(fails), weight})
			return
		}
		if k == len(c.classes) {
			return
		}
		build(k+1, left, fails, weight)
		c.within(k, left, func(hows []Behaviour, ways int64) {
			next := fails[:len(fails):len(fails)]
			for i, how := range hows {
				next = append(next, failure{c.classes[k].actors[i], how})
			}
			build(k+1, left-len(hows), next, weight*ways)
		})
	}
	build(0, n, nil, 1)
	for i := range out {
		slices.SortFunc(out[i].fails, func(a, b failure) int { return a.actor - b.actor })
	}
	return out
}

// within gives every multiset of 1 to left behaviours that actors of a class may fail by, and how many ways there are to
// give them to the actors.
func (c *cast) within(class, left int, give func(hows []Behaviour, ways int64)) {
	all := c.classes[class]
	var build func(first int, hows []Behaviour)
	build = func(first int, hows []Behaviour) {
		if len(hows) > 0 {
			give(hows, ways(len(all.actors), hows))
		}
		if len(hows) == left || len(hows) == len(all.actors) {
			return
		}
		for i := first; i < len(all.fails); i++ {
			build(i, append(hows[:len(hows):len(hows)], all.fails[i]))
		}
	}
	build(0, nil)
}

// ways is in how many ways n actors can be given these behaviours, equal ones side by side, the others keeping the base.
func ways(n int, hows []Behaviour) int64 {
	out := int64(1)
	same := 0
	for i := range hows {
		if same++; i > 0 && hows[i] != hows[i-1] {
			same = 1
		}
		out = out * int64(n-i) / int64(same)
	}
	return out
}
