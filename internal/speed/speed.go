// SPDX-License-Identifier: Apache-2.0

// Package speed turns the functions of the path into figures of how fast they are on this machine, over the reports of package
// workload. It calls the same functions as judging does, and nothing else in place of them.
package speed

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Stage is a part of the path that is measured by itself.
type Stage struct {
	Name string
	// Does says in words what is measured.
	Does string
	// AllCores tells whether it uses all cores; else the figure is of one.
	AllCores bool

	run func(*run) error
}

// Stages returns all stages in the order of the path.
func Stages() []Stage {
	return []Stage{
		{"decode", "a submission of 256 reports read from its bytes and checked", false, decode},
		{"seal", "the same, with the hash of every part and their root", false, seal},
		{"terms", "an incident against fifty terms: which of them are left to be asked in full", false, terms},
		{"join", "observations joined into incidents, a submission at a time", false, join},
		{"judge", "incidents judged under fifty terms, with reasons, attribution and the words of what is outside", false, judge},
		{"path", "signed submissions of 256: signature, decoding, joining, judging, on disk, a checkpoint and its tiles", true, path},
	}
}

// Figure is what was measured of one stage.
type Figure struct {
	Stage   string  `json:"stage"`
	Does    string  `json:"does"`
	Reports int64   `json:"reports"`
	Seconds float64 `json:"seconds"`
	// PerSecond is reports a second on so many cores.
	PerSecond float64 `json:"reports_per_second"`
	Cores     int     `json:"cores"`
	// P50 and P99 are the milliseconds from when a submission was offered until it was answered; 0 where that says nothing.
	P50 float64 `json:"p50_ms,omitempty"`
	P99 float64 `json:"p99_ms,omitempty"`
	// Memory is what the process holds from the operating system at the end, in bytes, all of it.
	Memory int64 `json:"memory_bytes"`
}

// Options say how a stage is measured.
type Options struct {
	// For is about how long each stage runs, without what it makes ready before.
	For time.Duration
	// Dir is where files are put, which are the caller's to remove.
	Dir string
	// Progress, which may be nil, is told how many reports are done.
	Progress func(done int64)
}

// run is one measurement while it runs.
type run struct {
	Options
	ctx     context.Context
	start   time.Time
	spent   time.Duration // before the last pause
	reports int64
	answers []time.Duration
}

// Measure runs a stage. It ends early with the error of the context.
func (s Stage) Measure(ctx context.Context, o Options) (Figure, error) {
	debug.FreeOSMemory()
	r := &run{Options: o, ctx: ctx}
	if err := s.run(r); err != nil {
		return Figure{}, fmt.Errorf("stage %s: %w", s.Name, err)
	}
	if err := ctx.Err(); err != nil {
		return Figure{}, err
	}
	f := Figure{Stage: s.Name, Does: s.Does, Reports: r.reports, Seconds: r.spent.Seconds(), Cores: 1, Memory: held()}
	if s.AllCores {
		f.Cores = runtime.GOMAXPROCS(0)
	}
	f.PerSecond = float64(r.reports) / r.spent.Seconds()
	slices.Sort(r.answers)
	if n := len(r.answers); n > 0 {
		f.P50, f.P99 = milliseconds(r.answers[n/2]), milliseconds(r.answers[n*99/100])
	}
	return f, nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// held is what the process holds from the operating system.
func held() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}

// begin starts the clock and pause stops it: what is made ready in between does not count.
func (r *run) begin() { r.start = time.Now() }

func (r *run) pause() { r.spent += time.Since(r.start) }

// did counts reports, and tells whether to go on.
func (r *run) did(reports int) bool {
	r.reports += int64(reports)
	if r.Progress != nil {
		r.Progress(r.reports)
	}
	return r.ctx.Err() == nil && r.spent < r.For
}

// Machine says what the figures are of.
type Machine struct {
	CPU   string `json:"cpu"`
	Cores int    `json:"cores"`
	OS    string `json:"os"`
	Go    string `json:"go"`
}

// ThisMachine returns the machine that the process runs on. The name of the processor is its architecture where the system
// does not say more.
func ThisMachine() Machine {
	return Machine{CPU: processor(), Cores: runtime.GOMAXPROCS(0), OS: runtime.GOOS, Go: runtime.Version()}
}

func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
