// SPDX-License-Identifier: Apache-2.0

package evil

import (
	"fmt"
	"strings"

	"truce/app"
	"truce/journal"
	"truce/journal/bundle"
)

// listed is what one reader is given: findings under a checkpoint of a log.
type listed struct {
	log      *log
	under    journal.SignedCheckpoint
	findings []bundle.Finding
}

// vouched is an attack by two bundles for both of which the log vouches, so that each reader alone is content.
func vouched(name, does string, give func(w *world) ([2]listed, error)) Attack {
	return Attack{Name: name, Does: does, By: "two readers who compare their bundles", run: func(w *world) ([]byte, error) {
		given, err := give(w)
		if err != nil {
			return nil, err
		}
		policy, err := journal.ParsePolicy([]byte(w.policy))
		if err != nil {
			return nil, err
		}
		var views [2]app.View
		for i, g := range given {
			text, err := w.party(g.log, g.under, g.findings, w.key)
			if err != nil {
				return nil, err
			}
			if views[i], err = app.ViewBundle(strings.NewReader(text), &policy, 0); err != nil {
				return nil, err
			}
			if a := views[i].Findings; a.Outcome != journal.Yes {
				return nil, fmt.Errorf("findings for which the log vouches: %s: %s", a.Outcome, a.Says)
			}
		}
		lists, err := views[0].CompareFindings(views[1])
		if err != nil || lists == nil {
			return nil, fmt.Errorf("%w: two lists are one: %w", errUnnoticed, err)
		}
		return w.file(Evidence{Kind: TwoLists, Shown: shown(lists.Bytes())}), nil
	}}
}

// onLists are attacks by a log that vouches for two lists of findings.
func onLists() []Attack {
	three := func() []bundle.Finding { return []bundle.Finding{found("one"), found("two"), found("three")} }
	now := func(second func(*world) []bundle.Finding) func(*world) ([2]listed, error) {
		return func(w *world) ([2]listed, error) {
			return [2]listed{{w.log, w.last, three()}, {w.log, w.last, second(w)}}, nil
		}
	}
	return []Attack{
		vouched("vouch for two lists of findings", "gives two parties two lists of findings of one tree and signs both", now(func(w *world) []bundle.Finding {
			at := w.random.IntN(3)
			return append(three()[:at:at], three()[at+1:]...)
		})),
		vouched("vouch for two orders of findings", "gives two parties one set of findings in two orders", now(func(*world) []bundle.Finding {
			f := three()
			return []bundle.Finding{f[2], f[0], f[1]}
		})),
		vouched("tell one party that nothing was found", "gives one party a list without any finding", now(func(*world) []bundle.Finding { return nil })),
		vouched("put one finding in the place of another", "gives two parties as many findings, one of which differs", now(func(w *world) []bundle.Finding {
			f := three()
			f[w.random.IntN(3)] = found("instead")
			return f
		})),
		vouched("change the list of an earlier tree", "vouches anew for the findings under an old checkpoint after the log has grown", func(w *world) ([2]listed, error) {
			old := w.last
			if _, err := w.grow(w.log, 3); err != nil {
				return [2]listed{}, err
			}
			var err error
			w.last, err = w.publish(w.log)
			return [2]listed{{w.log, old, three()}, {w.log, old, three()[:2]}}, err
		}),
		vouched("vouch for the findings of a fork", "has a quorum in league cosign a fork, and vouches for the findings of both trees", func(w *world) ([2]listed, error) {
			l, c, err := w.conspire(w.log.Size()-1, w.log.Size())
			return [2]listed{{w.log, w.last, three()}, {l, c, three()}}, err
		}),
	}
}
