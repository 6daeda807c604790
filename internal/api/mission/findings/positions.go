// SPDX-License-Identifier: Apache-2.0

package findings

import (
	"truce/agreement"
	"truce/agreement/people"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
)

// positions are who contests the finding or holds something on it, and since when, and the replies of the sides in the procedure. That
// there is one is for everybody who sees the finding; on this page its words are for who filed it, for the bodies and for the mission. A
// bundle of the record has those of a position, and not those of a reply.
func (v *view) positions() page.List {
	list := page.List{
		ID: "positions", Title: "What people hold on it", Inside: v.viewer.May(access.Mission), Lead: "A position changes no outcome; the machine's stays beside it.",
		Columns: []page.Column{{Key: "by", Name: "By"}, {Key: "what", Name: "What"}, {Key: "at", Name: "When"}, {Key: "holds", Name: "In its words"}},
		Empty:   "Nobody has filed an opinion or a position, and no reply came in.",
	}
	words := desk.WordingOf(v.s)
	f := v.last()
	for i, o := range f.Internal.Opinions {
		what, mark := "position", ""
		if i < len(f.Released.Contested) {
			what, mark = "contests it", "contested"
		}
		list.Rows = append(list.Rows, page.Row{Mark: mark, Cells: []page.Cell{{Text: words.Name(o.By)}, {Text: what}, {Text: api.Clock(o.At, v.zone)}, {Text: v.heard(o.By, o.Holds, desk.Elsewhere)}}})
	}
	c := v.procedure()
	if c == nil || c.Papers == nil {
		return list
	}
	for _, step := range c.Papers.Steps {
		if step.Act.Step == "reply" {
			list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: words.Name(step.Act.By)}, {Text: "reply"}, {Text: api.Clock(step.At, v.zone)}, {Text: v.heard(step.Act.By, step.Act.Says, "for who filed it, the bodies and the mission")}}})
		}
	}
	return list
}

// heard are the words that somebody filed, for those who read them here, and otherwise for others. What the mission holds, a second
// reading, it wrote for itself.
func (v *view) heard(by, words, otherwise string) string {
	switch ofMission := people.Is(v.compiled, by, agreement.Mission); {
	case v.viewer.May(access.Mission), !ofMission && (v.viewer.May(access.Judging) || v.own(by)):
		return words
	case ofMission:
		return "for the mission"
	default:
		return otherwise
	}
}

// own tells whether somebody is for whom the viewer speaks, however it is spelled.
func (v *view) own(by string) bool {
	if v.viewer.Member == "" {
		return false
	}
	ours, isParty := v.compiled.Party(v.viewer.Member)
	theirs, isToo := v.compiled.Party(by)
	return by == v.viewer.Member || isParty && isToo && ours == theirs
}
