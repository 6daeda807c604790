// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"math"
	"time"

	"truce/incident"
	"truce/internal/workload"
	"truce/when"
)

// mostReports is how long the stream of the stage growth is.
const mostReports = 10_000_000

// kept is how long an account stays in the live index after its event.
const kept = when.Instant(30 * when.Day)

// Mark is how far a stream had come.
type Mark struct {
	Reports int64 `json:"reports"`
	// Seconds is what joining all of them took.
	Seconds float64 `json:"seconds"`
	// Memory is what the process held then, in bytes.
	Memory int64 `json:"memory_bytes"`
}

// growth joins a stream ten times as long as its first mark. The clock stands while reports are made up.
func growth(r *run) error {
	whole := r.Stream
	if whole == 0 {
		whole = mostReports
	}
	stream, joiner := workload.NewIncidents(workload.Mix{PerDay: 200, Days: true}, 1), incident.NewJoiner()
	for _, tenths := range []int64{1, 2, 5, 10} {
		for r.reports < whole*tenths/10 {
			list := stream.Next(int(min(64*perSent, whole*tenths/10-r.reports)))
			r.begin()
			for at := 0; at < len(list); at += perSent {
				some := list[at:min(len(list), at+perSent)]
				joiner.Add(some)
				joiner.Expire(some[len(some)-1].Received - kept)
			}
			r.pause()
			if r.did(len(list)); r.ctx.Err() != nil {
				return nil
			}
		}
		r.marks = append(r.marks, Mark{r.reports, r.spent.Seconds(), held()})
	}
	return nil
}

// exponent is by which power of the number of reports the total time grew from the first mark to the last; 0 with fewer than
// two.
func exponent(marks []Mark) float64 {
	if len(marks) < 2 {
		return 0
	}
	first, last := marks[0], marks[len(marks)-1]
	return math.Log(last.Seconds/first.Seconds) / math.Log(float64(last.Reports)/float64(first.Reports))
}

// edit moves one point of a line of a hundred thousand, with the ground behind it, and makes anew what judging asks.
func edit(r *run) error {
	g, err := drawnGround()
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		g.move(i * 7919 % len(g.line))
		r.begin()
		start := time.Now()
		if err := g.redraw(); err != nil {
			return err
		}
		r.answers = append(r.answers, time.Since(start))
		if r.pause(); !r.did(1) {
			return nil
		}
	}
}
