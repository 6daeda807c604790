// SPDX-License-Identifier: Apache-2.0

package serve

import (
	"sync"
	"time"

	"truce/when"
)

// clock is journal time: that of the machine, or one of a case, which begins anew wherever it is set and runs on from there.
type clock struct {
	mu    sync.Mutex // held for what follows
	from  when.Instant
	began time.Time
}

func machineClock() *clock {
	now := time.Now()
	return &clock{from: when.Instant(now.UnixMilli()), began: now}
}

// set lets the clock go on from a time; it never goes back.
func (c *clock) set(to when.Instant) {
	now := c.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.from, c.began = max(now, to), time.Now()
}

func (c *clock) now() when.Instant {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from + when.Instant(time.Since(c.began).Milliseconds())
}
