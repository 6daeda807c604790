// SPDX-License-Identifier: Apache-2.0

package outward

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"truce/internal/api"
	"truce/internal/api/feeds"
	"truce/internal/publish/release"
	"truce/when"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// feed is the news of the public: each release that was let go, and each correction in the one that stands. Times are whole days:
// when a release was let go is told to the day, and never who did it.
func (p *pages) feed(a *api.Ask, w http.ResponseWriter) error {
	_, exercise := p.Site()
	z := p.zoned()
	mark := ""
	if exercise {
		mark = "EXERCISE "
	}
	f := feeds.Feed{Title: mark + "Public releases and corrections", ID: "urn:truce:public", Author: cmp.Or(strings.TrimSpace(mark), "The mission"), Self: "/public/feed.atom", Page: "/public"}
	let, err := p.Let()
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(let) {
		day := z.DateOf(r.Approved[0].At)
		f.Entries = append(f.Entries, feeds.Entry{
			ID: "urn:truce:public-release:" + r.Proposal.Manifest.String(), Title: mark + "Public release of " + day.String(), Link: "/public", At: midnight(day),
			Summary: "A release was let go by two people. Its manifest is " + r.Proposal.Manifest.String() + ".",
		})
	}
	shown, err := p.Current(a.Context())
	switch {
	case errors.Is(err, ErrNoneYet), errors.Is(err, ErrOther):
	case err != nil:
		return err
	default:
		f.Entries = append(f.Entries, corrections(&shown.Draft.Release, mark)...)
	}
	slices.SortStableFunc(f.Entries, func(a, b feeds.Entry) int { return cmp.Compare(b.At, a.At) })
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return err
	}
	w.Header().Set("Content-Type", feeds.AtomType)
	_, err = w.Write(out.Bytes())
	return err
}

func corrections(r *release.Release, mark string) (out []feeds.Entry) {
	for i, c := range r.Corrections {
		day, err := when.ParseDate(c.Day)
		if err != nil {
			continue
		}
		out = append(out, feeds.Entry{
			ID: fmt.Sprintf("urn:truce:correction:%s:%d", c.Finding, i), Title: mark + "Correction of " + c.Day, Link: "/public#corrections", At: midnight(day),
			Summary: strings.TrimSpace(c.Cause + " " + c.Extent),
		})
	}
	return out
}

// midnight is the beginning of a day in UTC, which tells no more than the day.
func midnight(d when.Date) when.Instant {
	t, err := when.ParseInstant(d.String() + "T00:00:00Z")
	if err != nil {
		return 0
	}
	return t
}
