// SPDX-License-Identifier: Apache-2.0

package canary

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"truce/engine"
	"truce/internal/durable"
	"truce/internal/sim/evil"
	"truce/internal/sim/late"
	"truce/internal/sim/tally"
	"truce/journal"
	"truce/journal/cosigner"
)

// disk is a file system of which some methods are other ones.
type disk struct {
	durable.FS
	sync   func(string) error
	create func(string) (durable.File, error)
	rename func(from, to string) error
}

// Sync is that of durable.FS, with the bug.
func (d disk) Sync(name string) error {
	if d.sync != nil {
		return d.sync(name)
	}
	return d.FS.Sync(name)
}

// Create is that of durable.FS, with the bug.
func (d disk) Create(name string) (durable.File, error) {
	if d.create != nil {
		return d.create(name)
	}
	return d.FS.Create(name)
}

// Rename is that of durable.FS, with the bug.
func (d disk) Rename(from, to string) error {
	if d.rename != nil {
		return d.rename(from, to)
	}
	return d.FS.Rename(from, to)
}

// file is a file of which some methods are other ones.
type file struct {
	durable.File
	sync  func() error
	write func([]byte) (int, error)
}

// Sync is that of durable.File, with the bug.
func (f file) Sync() error {
	if f.sync != nil {
		return f.sync()
	}
	return f.File.Sync()
}

// Write is that of durable.File, with the bug.
func (f file) Write(data []byte) (int, error) {
	if f.write != nil {
		return f.write(data)
	}
	return f.File.Write(data)
}

func unsyncedFiles(f durable.FS) durable.FS {
	return disk{FS: f, create: func(name string) (durable.File, error) {
		out, err := f.Create(name)
		return file{File: out, sync: func() error { return nil }}, err
	}}
}

func unsyncedNames(f durable.FS) durable.FS {
	return disk{FS: f, sync: func(string) error { return nil }}
}

func inPlace(f durable.FS) durable.FS {
	return disk{
		FS:     f,
		create: func(name string) (durable.File, error) { return f.Create(strings.TrimSuffix(name, ".new")) },
		rename: func(string, string) error { return nil },
	}
}

func deaf(f durable.FS) durable.FS {
	swallow := func(error) error { return nil }
	return disk{
		FS: f, sync: func(name string) error { return swallow(f.Sync(name)) },
		create: func(name string) (durable.File, error) {
			out, err := f.Create(name)
			return file{File: out, sync: func() error { return swallow(out.Sync()) }}, err
		},
	}
}

func short(f durable.FS) durable.FS {
	return disk{FS: f, create: func(name string) (durable.File, error) {
		out, err := f.Create(name)
		return file{File: out, write: func(data []byte) (int, error) {
			_, err := out.Write(data[:len(data)/2])
			return len(data), err
		}}, err
	}}
}

// afterwards syncs names when the next thing is done, and says at once that it has.
func afterwards(f durable.FS) durable.FS {
	var due []string
	settle := func() error {
		var err error
		for _, name := range due {
			err = errors.Join(err, f.Sync(name))
		}
		due = nil
		return err
	}
	return disk{
		FS:   f,
		sync: func(name string) error { due = append(due, name); return nil },
		create: func(name string) (durable.File, error) {
			if err := settle(); err != nil {
				return nil, err
			}
			return f.Create(name)
		},
	}
}

// inCosigners are cosigners that sign where they must refuse.
func inCosigners() []Canary {
	lenient := func(name string, codes ...int) Canary {
		return Canary{Name: name, Suite: "evil", run: func(ctx context.Context, job tally.Job) error {
			return evil.Evil(ctx, job, evil.Options{Answer: func(key journal.SigningKey, h http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { signOn(w, r, rogue{key, h, codes}) })
			}})
		}}
	}
	return []Canary{
		lenient("a cosigner skips the consistency check", http.StatusUnprocessableEntity),
		lenient("a cosigner takes any old size", http.StatusConflict),
		lenient("a cosigner takes any key", http.StatusForbidden),
		lenient("a cosigner signs any log", http.StatusNotFound),
		lenient("a cosigner signs a smaller tree", http.StatusBadRequest),
		lenient("a cosigner signs on after an error", http.StatusInternalServerError),
	}
}

// rogue is a cosigner that signs where its code would answer with one of some codes.
type rogue struct {
	key   journal.SigningKey
	h     http.Handler
	codes []int
}

func signOn(w http.ResponseWriter, r *http.Request, bad rogue) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	honest := httptest.NewRecorder()
	bad.h.ServeHTTP(honest, r)
	code, answer := honest.Code, honest.Body.String()
	for _, c := range bad.codes {
		req, err := cosigner.ParseRequest(body)
		if code != c || err != nil {
			continue
		}
		if line, err := journal.Cosign(req.Checkpoint.Checkpoint, bad.key, 1_700_000_000); err == nil {
			code, answer = http.StatusOK, journal.SignatureLine(line)
		}
	}
	w.WriteHeader(code)
	_, _ = io.WriteString(w, answer)
}

func dropLate() late.Step {
	return func(s *engine.State, e engine.Entry) ([]engine.Effect, error) {
		before := s.Seq()
		effects, err := s.Step(e)
		for _, f := range effects {
			if err == nil && f.Irregular != nil && f.Irregular.Hole != nil && before%2 == 0 {
				return nil, errors.New("it came late")
			}
		}
		return effects, err
	}
}

func takeRepeats() late.Step {
	return func(s *engine.State, e engine.Entry) ([]engine.Effect, error) {
		effects, err := s.Step(e)
		if errors.Is(err, engine.ErrRepeat) {
			err = nil
		}
		return effects, err
	}
}

func mapOrder() late.Step {
	waiting := map[*engine.Submission]bool{}
	return func(s *engine.State, e engine.Entry) ([]engine.Effect, error) {
		waiting[e.Submission] = true
		for any := range waiting {
			e.Submission = any
			break
		}
		return s.Step(e)
	}
}
