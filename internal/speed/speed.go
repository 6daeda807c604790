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
	// Long tells that it takes many minutes, and is measured only where it is asked for.
	Long bool
	// Of is what is counted: reports, or edits.
	Of string

	run func(*run) error
}

const reports = "reports"

// Stages returns all stages in the order of the path.
func Stages() []Stage {
	return []Stage{
		{Name: "decode", Does: "a submission of 256 reports read from its bytes and checked", Of: reports, run: decode},
		{Name: "seal", Does: "the same, with the hash of every part and their root", Of: reports, run: seal},
		{Name: "terms", Does: "an incident against fifty terms: which of them are left to be asked in full", Of: reports, run: terms},
		{Name: "join", Does: "observations joined into incidents, a submission at a time", Of: reports, run: join},
		{Name: "judge", Does: "incidents judged under fifty terms, with reasons, attribution and the words of what is outside", Of: reports, run: judge},
		{Name: "path", Does: "signed submissions of 256: signature, decoding, joining, judging, on disk, a checkpoint and its tiles", Of: reports, AllCores: true, run: path},
		{Name: "edit", Does: "one point of a line of 100,000 moved, with the ground behind it: index and belts made anew", Of: "edits", run: edit},
		{Name: "growth", Does: "one stream joined, with expiry after thirty days: the time and the memory for a tenth of it and all", Of: reports, Long: true, run: growth},
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
	// Of is what PerSecond and Reports count.
	Of string `json:"of"`
	// Marks are how far a stream had come when, and Exponent is by which power of its length the time grew.
	Marks    []Mark  `json:"marks,omitempty"`
	Exponent float64 `json:"exponent,omitempty"`
	// Memory is what the process holds from the operating system at the end, in bytes, all of it.
	Memory int64 `json:"memory_bytes"`
}

// Options say how a stage is measured.
type Options struct {
	// For is about how long each stage runs, without what it makes ready before.
	For time.Duration
	// Dir is where files are put, which are the caller's to remove.
	Dir string
	// Stream is how many reports the stage growth joins; 0 is ten million.
	Stream int64
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
	marks   []Mark
}

// Measure runs a stage. It ends early with the error of the context, and then returns what was measured of a stage that has
// marks.
func (s Stage) Measure(ctx context.Context, o Options) (Figure, error) {
	debug.FreeOSMemory()
	r := &run{Options: o, ctx: ctx}
	if err := s.run(r); err != nil {
		return Figure{}, fmt.Errorf("stage %s: %w", s.Name, err)
	}
	if err := ctx.Err(); err != nil && len(r.marks) == 0 {
		return Figure{}, err
	}
	f := Figure{Stage: s.Name, Does: s.Does, Of: s.Of, Reports: r.reports, Seconds: r.spent.Seconds(), Cores: 1, Memory: held()}
	f.Marks, f.Exponent = r.marks, exponent(r.marks)
	if s.AllCores {
		f.Cores = runtime.GOMAXPROCS(0)
	}
	f.PerSecond = float64(r.reports) / r.spent.Seconds()
	slices.Sort(r.answers)
	if n := len(r.answers); n > 0 {
		f.P50, f.P99 = milliseconds(r.answers[n/2]), milliseconds(r.answers[n*99/100])
	}
	return f, ctx.Err()
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
