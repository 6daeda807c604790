// SPDX-License-Identifier: Apache-2.0

package load

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"truce/journal"
	"truce/journal/sqlite"
)

// childVar tells a process that it is a child, and what to do.
const childVar = "TRUCE_VERIFY_CHILD"

// Program is what a child does.
type Program string

// The programs.
const (
	// Session makes a journal and works on it by one caller, with closing and opening between.
	Session Program = "session"
	// Short is a session of one act of each kind.
	Short Program = "short"
	// Heavy opens a journal, or makes it, and works on it by several callers until it is killed or fails.
	Heavy Program = "heavy"
	// Recover opens journals one after the other and closes them.
	Recover Program = "recover"
)

// Task is what a child is asked for.
type Task struct {
	Program Program `json:"program"`
	// Dir is where the journal is kept, and Dirs are where they are for Recover.
	Dir  string   `json:"dir,omitempty"`
	Dirs []string `json:"dirs,omitempty"`
	Seed uint64   `json:"seed"`
	// Acts is how many a session has.
	Acts int `json:"acts,omitempty"`
	// Name tells the events of one child from those of others on the same journal.
	Name string `json:"name,omitempty"`
}

// Command returns the command that lets this program do a task as a child.
func Command(ctx context.Context, self string, t Task) (*exec.Cmd, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self)
	c.Env = append(os.Environ(), childVar+"="+string(text))
	return c, nil
}

// Child does the task that this process was started for and returns its exit code; it tells whether there is one.
func Child() (code int, ok bool) {
	text := os.Getenv(childVar)
	if text == "" {
		return 0, false
	}
	var t Task
	if err := errors.Join(json.Unmarshal([]byte(text), &t), t.do(context.Background())); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1, true
	}
	return 0, true
}

func (t Task) do(ctx context.Context) error {
	w := &worker{name: t.Name, random: rand.New(rand.NewPCG(t.Seed, 1)), says: &speaker{out: os.Stdout}, dir: t.Dir}
	switch t.Program {
	case Session:
		runtime.LockOSThread() // so that the calls of a trace stand in one thread
		return w.session(ctx, t.Acts)
	case Short:
		runtime.LockOSThread()
		return w.short(ctx)
	case Heavy:
		return w.heavy(ctx)
	case Recover:
		runtime.LockOSThread()
		return w.recover(ctx, t.Dirs)
	default:
		return fmt.Errorf("program %q is not known", t.Program)
	}
}

func (w *worker) open(ctx context.Context) (err error) {
	w.j, err = sqlite.Open(ctx, filepath.Join(w.dir, File), journal.Mission)
	return err
}

// checkpoint moves the WAL into the file by a connection of its own, and does not empty it: as SQLite does by itself once
// a WAL is large. The next write begins the WAL anew.
func (w *worker) checkpoint(ctx context.Context) error {
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(w.dir, File)), RawQuery: "mode=rw&_synchronous=FULL"}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	return errors.Join(err, db.Close())
}

// session does acts by chance, all of which must be done.
func (w *worker) session(ctx context.Context, acts int) error {
	if err := w.create(ctx); err != nil {
		return err
	}
	for range acts {
		var err error
		switch n := w.random.IntN(20); {
		case n < 11:
			err = w.append(ctx)
		case n < 13:
			err = w.destroy(ctx)
		case n < 15:
			err = w.sign(ctx)
		case n < 16:
			err = w.backup(ctx)
		case n < 18:
			err = w.checkpoint(ctx)
		default:
			err = errors.Join(w.j.Close(), w.open(ctx))
		}
		if err != nil {
			return err
		}
	}
	return w.j.Close()
}

// short does one act of each kind and goes on after errors, as a caller does who knows no better.
func (w *worker) short(ctx context.Context) error {
	if err := w.create(ctx); err != nil && w.j == nil {
		if err := w.open(ctx); err != nil {
			return err
		}
	}
	// Two of each: the first after an error shows whether the journal took it as it should.
	for _, act := range []func(context.Context) error{w.append, w.append, w.append, w.sign, w.destroy, w.append, w.backup, w.append} {
		_ = act(ctx) // it was said what came of it
	}
	if err := w.j.Close(); err != nil {
		return err
	}
	if err := w.open(ctx); err != nil {
		return err
	}
	_ = w.append(ctx)
	return w.j.Close()
}

// callers is how many append at the same time under heavy load.
const callers = 4

// heavy works until it fails.
func (w *worker) heavy(ctx context.Context) error {
	err := w.open(ctx)
	if errors.Is(err, os.ErrNotExist) {
		err = w.create(ctx)
	}
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range callers {
		c := *w
		c.name, c.random = fmt.Sprintf("%s-%d", w.name, caller), rand.New(rand.NewPCG(w.random.Uint64(), 1))
		go func() {
			for {
				act := c.append
				switch n := c.random.IntN(40); {
				case caller > 0:
				case n < 6:
					act = c.sign
				case n < 12:
					act = c.destroy
				case n < 13:
					act = c.backup
				}
				if err := act(ctx); err != nil && !errors.Is(err, journal.ErrLingers) {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// recover opens journals and closes them. What it says stands between the recoveries in a trace.
func (w *worker) recover(ctx context.Context, dirs []string) error {
	for _, dir := range dirs {
		fmt.Println("recover " + dir)
		w.dir = dir
		err := w.open(ctx)
		if err == nil {
			err = w.j.Close()
		}
		if err != nil {
			fmt.Println("failed " + strings.ReplaceAll(err.Error(), "\n", " "))
		}
	}
	return nil
}
