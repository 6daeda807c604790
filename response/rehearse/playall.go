// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"cmp"
	"slices"
)

// few are the beginnings that runs with failures are played from, out of all that clean runs are: an ordinary morning, a
// Thursday evening, a Friday evening and a Saturday morning, where there are so many.
func (r *rehearsal) few() []int {
	if len(r.starts) < 20 {
		return []int{0}
	}
	return []int{0, 12, 16, 18} // every six hours from Tuesday 02:00 on
}

// playAll plays all runs with few failures, and then some that are drawn from those with more.
func (r *rehearsal) playAll() error {
	few := r.few()
	settings := stage{len(r.matters), len(few), len(r.respondents)}.settings()
	r.population = Population{
		Actors: len(r.cast.actors), Classes: len(r.cast.classes), Settings: settings, Complete: -1, Seed: r.options.Seed, Tolerated: max(r.options.Tolerate, 0),
	}
	var levels [][]troupe
	planned := int64(0)
	for n := 0; n <= len(r.cast.actors); n++ {
		room := (r.options.Limit - int(planned)) / max(settings, 1)
		level := r.cast.troupes(n, room)
		if len(level) > room {
			break
		}
		levels = append(levels, level)
		planned += int64(len(level) * settings)
	}
	r.population.Complete = len(levels) - 1
	r.population.Whole = r.population.Complete == len(r.cast.actors)
	sampled := 0
	if !r.population.Whole {
		sampled = max(r.options.Limit/10, 1)
	}
	all := make([]int, len(r.starts))
	for i := range all {
		all[i] = i
	}
	r.of = planned + int64(sampled)
	for n, level := range levels {
		for _, t := range level {
			starts := few
			if n == 0 {
				starts = all
			}
			if err := r.playSettings(t, starts); err != nil {
				return err
			}
		}
	}
	return r.sample(sampled)
}

// playSettings plays one choice of failures in every setting.
func (r *rehearsal) playSettings(t troupe, starts []int) error {
	for m := range r.matters {
		for _, s := range starts {
			for p := range r.respondents {
				for _, base := range bases {
					if err := r.play(play{m, s, p, base, t.fails}, t.weight); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// sample plays runs with more failures than were played completely: first so that every two choices of the cast and the
// setting occur together, then by chance.
func (r *rehearsal) sample(most int) error {
	c := chance(r.options.Seed)
	few := r.few()
	var rows [][]int
	if r.population.Complete < 2 {
		rows = pairs(r.choices(), most, &c)
	}
	n := len(r.cast.actors)
	for i := range most {
		var p play
		if i < len(rows) {
			p = r.fromRow(rows[i])
		} else {
			p = play{c.below(len(r.matters)), few[c.below(len(few))], c.below(len(r.respondents)), bases[c.below(len(bases))], nil}
			least := min(r.population.Complete+1, n)
			fails := least + c.below(n-least+1)
			for _, a := range shuffled(n, &c)[:fails] {
				ways := r.cast.actors[a].fails()
				p.fails = append(p.fails, failure{a, ways[c.below(len(ways))]})
			}
			slices.SortFunc(p.fails, func(a, b failure) int { return cmp.Compare(a.actor, b.actor) })
		}
		r.population.Sampled++
		if err := r.play(p, 1); err != nil {
			return err
		}
	}
	return nil
}

func shuffled(n int, c *chance) []int {
	out := make([]int, n)
	for i := range out {
		j := c.below(i + 1)
		out[i], out[j] = out[j], i
	}
	return out
}

// choices is how many values each choice of a run has: the setting, and for each class how its first actor behaves.
func (r *rehearsal) choices() []int {
	out := []int{len(r.matters), len(r.few()), len(r.respondents), len(bases)}
	for _, c := range r.cast.classes {
		out = append(out, 1+len(c.fails))
	}
	return out
}

func (r *rehearsal) fromRow(row []int) play {
	p := play{row[0], r.few()[row[1]], row[2], bases[row[3]], nil}
	for i, c := range r.cast.classes {
		if v := row[4+i]; v > 0 {
			p.fails = append(p.fails, failure{c.actors[0], c.fails[v-1]})
		}
	}
	slices.SortFunc(p.fails, func(a, b failure) int { return cmp.Compare(a.actor, b.actor) })
	return p
}

// play plays one run and adds up what came of it.
func (r *rehearsal) play(p play, weight int64) error {
	if r.options.Watch != nil && r.done%64 == 0 {
		if err := r.options.Watch(r.done, max(r.of, r.done)); err != nil {
			return err
		}
	}
	r.done++
	o := r.perform(p)
	r.population.Played++
	r.population.Stands = sum(r.population.Stands, weight)
	if o.cut {
		r.population.Cut++
	}
	r.seen[p.matter] = true
	r.climbed[p.matter] = r.climbed[p.matter] || o.climbed
	if len(p.fails) == 0 {
		r.clean = append(r.clean, cleanRun{p, o.marks})
	}
	for i, m := range o.marks {
		p, why := p, o.why
		stuck := m.owed && !m.taken
		if stuck && len(p.fails) > r.population.Complete && !r.scores[i].knows(p) {
			p = r.shrink(p, i)
			why = r.perform(p).why
		}
		if stuck && len(r.reasons) < mostStops {
			r.reasons[r.decisions[i].name+"/"+key(r.fails(p.fails))] = why
		}
		r.scores[i].add(m, p, weight)
	}
	return nil
}

// shrink leaves out of a run every failure without which it still stops the decision.
func (r *rehearsal) shrink(p play, decision int) play {
	return r.fewer(p, func(o outcome) bool { return o.marks[decision].owed && !o.marks[decision].taken })
}

// fewer leaves out of a run one failure after the other, as long as what comes of it shows the same.
func (r *rehearsal) fewer(p play, same func(outcome) bool) play {
	for i := 0; i < len(p.fails); {
		less := p
		less.fails = slices.Delete(slices.Clone(p.fails), i, i+1)
		if same(r.perform(less)) {
			p = less
			continue
		}
		i++
	}
	return p
}
