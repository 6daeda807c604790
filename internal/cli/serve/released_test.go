// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"truce/app"
	"truce/internal/api/mission/outward"
	"truce/internal/publish/approval"
)

// watched is a context that tells of being asked whether it is done, as the journal asks it at each reading.
type watched struct {
	context.Context
	asked func()
}

func (w watched) Done() <-chan struct{} {
	w.asked()
	return w.Context.Done()
}

// TestTheRecordGoesOnWhileAReleaseIsMade changes the record each time that the making of a release reads the journal: had it
// the room meanwhile, the change would wait for it.
func TestTheRecordGoesOnWhileAReleaseIsMade(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	shown := outward.NewReleased(h.desk.Room) // which made nothing yet
	for name, makes := range map[string]func(context.Context) error{
		"let go": func(ctx context.Context) error {
			_, err := shown.Current(ctx)
			return err
		},
		"drawn": func(ctx context.Context) error {
			_, err := shown.Draw(ctx, approval.Rule{AsOf: h.desk.Clock(), Exercise: true})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			changes, stuck := 0, false
			ctx := watched{t.Context(), func() {
				if stuck {
					return
				}
				done := make(chan struct{})
				go func() {
					h.desk.Room.Change(func(*app.Record) error { return nil })
					close(done)
				}()
				select {
				case <-done:
					changes++
				case <-time.After(10 * time.Second):
					stuck = true
				}
			}}
			if err := makes(ctx); err != nil {
				t.Fatal(err)
			}
			if stuck || changes < 3 {
				t.Errorf("the record changed %d times while the release was made; it waited for it: %v", changes, stuck)
			}
		})
	}
}

// TestAReleaseThatIsMadeWhileTheRecordLosesSomethingIsMadeOnceMore destroys what a release rests on after its making began.
func TestAReleaseThatIsMadeWhileTheRecordLosesSomethingIsMadeOnceMore(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	shown := outward.NewReleased(h.desk.Room)
	if _, err := shown.Current(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown = outward.NewReleased(h.desk.Room)
	asked := 0
	ctx := watched{t.Context(), func() {
		if asked++; asked == 5 {
			h.destroy(t, "bursts of small arms", "extract")
			if err := h.desk.Look(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}}
	if _, err := shown.Current(ctx); err != outward.ErrNoneYet || asked < 5 { // what let it go came later than what is gone
		t.Errorf("the release is shown as it was before the destruction: %v, read %d times", err, asked)
	}
}

func TestThoseWhoAskAtOnceWaitForOneMaking(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	shown := outward.NewReleased(h.desk.Room)
	begun, goOn := make(chan struct{}), make(chan struct{})
	reads := 0
	ctx := watched{t.Context(), func() {
		if reads++; reads == 3 { // it has its turn, and reads
			close(begun)
			<-goOn
		}
	}}
	var all sync.WaitGroup
	get := func(ctx context.Context) {
		all.Go(func() {
			if _, err := shown.Current(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	get(ctx)
	<-begun
	others := 0
	var mu sync.Mutex
	for range 12 {
		get(watched{t.Context(), func() {
			mu.Lock()
			defer mu.Unlock()
			others++
		}})
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := shown.Current(gone); err != context.Canceled {
		t.Errorf("who left waits still: %v", err)
	}
	close(goOn)
	all.Wait()
	if others != 12 { // each for its turn
		t.Errorf("the others read the journal too: they asked %d times", others)
	}
}
