// SPDX-License-Identifier: Apache-2.0

package live_test

import (
	"errors"
	"testing"

	"truce/internal/live"
)

func TestAChangeThatPanicsLeavesNobodyWaiting(t *testing.T) {
	r := live.New(new(int))
	version, _ := r.Version()
	func() {
		defer func() { recover() }()
		r.Change(func(*int) error { panic("in the midst") })
	}()
	if err := r.Read(func(*int) error { return nil }); !errors.Is(err, live.ErrBroken) {
		t.Errorf("what a cut change left is read: %v", err)
	}
	if err := r.Change(func(*int) error { return nil }); !errors.Is(err, live.ErrBroken) {
		t.Errorf("what a cut change left is changed: %v", err)
	}
	if now, _ := r.Version(); now != version {
		t.Errorf("version %d became %d", version, now)
	}
}
