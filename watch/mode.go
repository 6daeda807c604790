// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"fmt"
	"slices"

	"truce/when"
)

// Mode says that the mission works as it should, is suspended or is evacuated, from an instant on.
type Mode struct {
	State ModeState `json:"state"`
	By    string    `json:"by"`
	// At is from when, not after the entry; zero, and left out, for the time of the entry. That people are back counts from its
	// entry on, whatever is said: a gap is not made shorter afterwards.
	At     when.Instant `json:"at,omitzero"`
	Reason string       `json:"reason"`
	// Stay are the sources that go on watching while the mission is suspended or evacuated, such as cameras that nobody has to
	// be near. Everybody else has left, known by then or not, and what they are said to have watched counts as not watched.
	Stay []string `json:"stay,omitempty"`
}

// ModeState is how the mission works.
type ModeState string

// The closed list of modes.
const (
	Normal    ModeState = "normal"
	Suspended ModeState = "suspended"
	Evacuated ModeState = "evacuated"
)

// ModeItem is a mode with its time; until is zero while it lasts.
type ModeItem struct {
	Mode
	Until when.Instant `json:"until,omitzero"`
}

// Mode returns how the mission works now: normal where nobody ever said otherwise.
func (r *Room) Mode() ModeItem {
	if len(r.modes) == 0 {
		return ModeItem{Mode: Mode{State: Normal}}
	}
	return r.modes[len(r.modes)-1]
}

// Modes returns every mode on record, in order.
func (r *Room) Modes() []ModeItem { return slices.Clone(r.modes) }

// SetMode finds a change of mode in order, as of its entry, and returns what it does.
func (r *Room) SetMode(m *Mode, entered when.Instant) (func(), error) {
	who, err := acted(m.By, m.At, entered)
	if err == nil {
		err = first(checkDue("reason", m.Reason), checkNames("stay", m.Stay))
	}
	now := r.Mode()
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains([]ModeState{Normal, Suspended, Evacuated}, m.State):
		return nil, fmt.Errorf("state %.40q: use normal, suspended or evacuated", m.State)
	case m.State == now.State:
		return nil, fmt.Errorf("the mission is %s already", now.State)
	case m.State == Normal && len(m.Stay) > 0:
		return nil, fmt.Errorf("stay: nobody has left a mission that is normal")
	case who.at < now.At:
		return nil, fmt.Errorf("it is %s since %s, which is later", now.State, now.At)
	}
	return func() {
		entry := ModeItem{Mode: *m}
		if entry.At = who.at; m.State == Normal {
			entry.At = entered
		}
		if n := len(r.modes); n > 0 {
			if r.modes[n-1].Until = entry.At; now.State != Normal {
				r.modes[n-1].Until = entered // whoever left was away until somebody entered that they are back
			}
		}
		r.modes = append(r.modes, entry)
	}, nil
}
