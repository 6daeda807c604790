// SPDX-License-Identifier: Apache-2.0

package rehearse

import (
	"maps"
	"math"
	"slices"

	"truce/when"
)

// mark is what became of one decision in one run.
type mark struct {
	// owed says that the decision was due from somebody at all, or should have been but for a determination that never came.
	owed bool
	// took is the time from the breach until it was taken; taken says that it was.
	took  when.Duration
	taken bool
	// late says that its time was over before it was taken, or is over and it was not.
	late bool
	due  when.Instant
}

// score adds up what became of one decision in all runs.
type score struct {
	times map[when.Duration]int64 // how many runs took so long
	owed  int64
	worst worstRun
	stuck []stop // the smallest sets of failures without which it is taken, in the order in which they were met
}

// worstRun is the run that took longest.
type worstRun struct {
	took when.Duration
	play play
	seen bool
}

// stop is a run in which a decision that was owed is never taken.
type stop struct {
	play play
}

// add takes one run, which stands for so many.
func (s *score) add(m mark, p play, weight int64) {
	if !m.owed {
		return
	}
	s.owed = sum(s.owed, weight)
	if !m.taken {
		s.stop(p)
		return
	}
	if s.times == nil {
		s.times = map[when.Duration]int64{}
	}
	s.times[m.took] = sum(s.times[m.took], weight)
	if !s.worst.seen || m.took > s.worst.took {
		s.worst = worstRun{m.took, p, true}
	}
}

// stop keeps a run that never comes to the decision, unless one with fewer failures shows the same.
func (s *score) stop(p play) {
	for _, known := range s.stuck {
		if covers(known.play.fails, p.fails) {
			return
		}
	}
	s.stuck = slices.DeleteFunc(s.stuck, func(known stop) bool { return covers(p.fails, known.play.fails) })
	if len(s.stuck) < mostStops {
		s.stuck = append(s.stuck, stop{p})
	}
}

// covers tells whether all of the first failures are among the second.
func covers(few, many []failure) bool {
	for _, f := range few {
		if !slices.Contains(many, f) {
			return false
		}
	}
	return true
}

// typical is the weighted median of the times, false where it was never taken.
func (s *score) typical() (when.Duration, bool) {
	total := int64(0)
	keys := slices.Sorted(maps.Keys(s.times))
	for _, k := range keys {
		total = sum(total, s.times[k])
	}
	left := total - total/2 // the lower middle of an even number
	for _, k := range keys {
		if left -= s.times[k]; left <= 0 {
			return k, true
		}
	}
	return 0, false
}

// taken is in how many runs it was taken.
func (s *score) taken() int64 {
	total := int64(0)
	for _, n := range s.times {
		total = sum(total, n)
	}
	return total
}

// sum adds counts that are not negative, and stays at the largest where they grow beyond it.
func sum(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
