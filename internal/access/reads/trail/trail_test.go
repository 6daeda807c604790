// SPDX-License-Identifier: Apache-2.0

package trail_test

import (
	"strings"
	"testing"

	"truce/canon"
	"truce/internal/access/reads/trail"
	"truce/when"
)

func day(d int) when.Date { return when.Date{Year: 2031, Month: 3, Day: d} }

func TestAHeadGoesOnFromTheOneBefore(t *testing.T) {
	now, err := when.ParseInstant("2031-03-10T00:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	var h trail.Heads
	first := trail.Head{By: "desk", Day: day(2), Count: 2, Digest: canon.Digest{1}}
	apply, err := h.Prepare(&first, now)
	if err != nil {
		t.Fatal(err)
	}
	apply()
	for _, each := range []struct {
		name, want string
		head       trail.Head
	}{
		{"the same day again", "later day", trail.Head{By: "desk", Day: day(2), Count: 2, Digest: canon.Digest{1}}},
		{"fewer lines", "less of it", trail.Head{By: "desk", Day: day(3), Count: 1, Digest: canon.Digest{1}}},
		{"as many lines and another digest", "another log", trail.Head{By: "desk", Day: day(3), Count: 2, Digest: canon.Digest{2}}},
		{"a day that is not over", "not over", trail.Head{By: "desk", Day: day(10), Count: 2, Digest: canon.Digest{1}}},
		{"nobody", "who enters", trail.Head{Day: day(3), Count: 2, Digest: canon.Digest{1}}},
		{"a day without reads", "", trail.Head{By: "desk", Day: day(3), Count: 2, Digest: canon.Digest{1}}},
		{"more lines", "", trail.Head{By: "desk", Day: day(3), Count: 9, Digest: canon.Digest{3}}},
	} {
		_, err := h.Prepare(&each.head, now)
		if (err == nil) != (each.want == "") || err != nil && !strings.Contains(err.Error(), each.want) {
			t.Errorf("%s: got %v, want %q", each.name, err, each.want)
		}
	}
	if len(h.All()) != 1 {
		t.Errorf("looking at heads entered %d", len(h.All()))
	}
}

func TestEveryMemberOfALineMovesTheDigest(t *testing.T) {
	base := trail.Read{At: 5, Who: "a", Member: "b", Role: "monitor", Kind: "notice", Object: "c", Query: "d", Answer: trail.Shown}
	seen := map[canon.Digest]string{}
	for name, change := range map[string]func(*trail.Read){
		"as it is": func(*trail.Read) {},
		"at":       func(r *trail.Read) { r.At++ },
		"who":      func(r *trail.Read) { r.Who = "x" },
		"member":   func(r *trail.Read) { r.Member = "x" },
		"role":     func(r *trail.Read) { r.Role = "x" },
		"kind":     func(r *trail.Read) { r.Kind = "x" },
		"object":   func(r *trail.Read) { r.Object = "x" },
		"query":    func(r *trail.Read) { r.Query = "x" },
		"answer":   func(r *trail.Read) { r.Answer = trail.Absent },
	} {
		r := base
		change(&r)
		var at trail.Trail
		if err := at.Add(&r); err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[at.Digest]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[at.Digest] = name
	}
}
