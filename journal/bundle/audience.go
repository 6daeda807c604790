// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"slices"

	"truce/canon"
	"truce/journal"
)

// The audience of the first line is signed by nobody, so whoever hands a bundle on can change the word. What a bundle shows is therefore
// held to the word: docs/spec/bundle.md has the table.

// shownTo are the kinds of a realm whose parts an audience sees; of a submission it sees extracts alone, of reports that were asked for. A
// key of a device or an officer, which the table withholds too, is not told from others here: it says less than what it signs.
var shownTo = map[journal.Realm]map[Audience][]journal.Kind{
	journal.Mission: {
		ForParty: {
			journal.Adoption, journal.Layer, journal.Ruling, journal.Determination, journal.Opinion, journal.Answer, journal.Advance,
			journal.Key, journal.Closing, journal.Submission,
		},
		ForPublic: {
			journal.Adoption, journal.Layer, journal.Ruling, journal.Determination, journal.Advance, journal.Key, journal.Closing,
			journal.Submission,
		},
	},
	journal.Coalition: {
		ForParty: {
			journal.Key, journal.Closing, journal.Statement, journal.Meeting, journal.Readiness, journal.Release, journal.Undertaking,
		},
		ForPublic: {journal.Key, journal.Closing},
	},
}

// whole is the audience that sees all of a record of a realm.
func whole(realm journal.Realm) Audience {
	if realm == journal.Coalition {
		return ForCoalition
	}
	return ForMission
}

// holdToWord answers headers with no where an entry shows a part that the audience of the bundle is not shown, or that audience is
// none of the record's realm.
func (c *checker) holdToWord(n int64, d Disclosed) {
	if d.Header == nil {
		return
	}
	if n == 1 {
		c.realm = d.Header.Realm
	}
	audience := c.result.Head.Audience
	if audience == whole(c.realm) {
		return
	}
	if n == 1 && (audience == ForMission || audience == ForCoalition) {
		c.no(Headers, "the bundle says that it is for %s, and of a record of the realm %.40q there is none for that audience", audience, string(c.realm))
	}
	for i, p := range d.Parts {
		part, ok := p.Disclosed()
		if ok && !c.mayShow(d.Header.Kind, part) {
			c.no(Headers, "entry %d shows its part %d, %.40q: that is more than a bundle for %s may show", n, i+1, part.Label, audience)
		}
	}
}

// mayShow tells whether the audience of the bundle is shown a part of an entry of a kind.
func (c *checker) mayShow(kind journal.Kind, part canon.Part) bool {
	if !slices.Contains(shownTo[c.realm][c.result.Head.Audience], kind) {
		return false
	}
	return kind != journal.Submission || part.Label == "extract" // of a report that was asked for
}

// holdFindingToWord answers findings with no where one shows a part that the audience of the bundle is not shown. released are the members
// that it shows, internal tells whether the other part is shown.
func (c *checker) holdFindingToWord(n int64, released map[string]any, internal bool) {
	audience := c.result.Head.Audience
	if audience == whole(c.realm) {
		return
	}
	if internal {
		c.no(Findings, "finding %d shows its internal part: that is more than a bundle for %s may show", n, audience)
	}
	if exercise, _ := released["exercise"].(bool); exercise && audience == ForPublic {
		c.no(Findings, "finding %d is of an exercise and shows its released part: that is more than a bundle for %s may show", n, audience)
	}
}
