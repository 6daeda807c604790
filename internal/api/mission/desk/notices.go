// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"

	"truce/internal/access"
	"truce/internal/api"
	"truce/watch"
)

// MayKnow tells whether a viewer may know of a notice: who works in the room, its sides, and those that it names. That it is past opens it
// to the room, not to everybody.
func MayKnow(a *api.Ask, n *watch.NoticeItem) bool {
	v := a.Viewer
	named := slices.Contains(n.Sides, v.Member) || slices.Contains(n.Know, v.Member)
	return v.May(access.Watching) || v.Member != "" && n.MayKnow(v.Member, a.Now) && (named || !n.IsPast(a.Now)) ||
		v.May(access.Mission) && n.MayKnow(v.Person, a.Now)
}

// IsOver tells whether a notice takes no answer any more: its time is past, or it was withdrawn or done.
func IsOver(a *api.Ask, n *watch.NoticeItem) bool { return n.Ended != "" || n.IsPast(a.Now) }

// IsSide tells whether a viewer speaks for a side of a notice, which gives its assurance or refuses it.
func IsSide(a *api.Ask, n *watch.NoticeItem) bool {
	return a.Viewer.May(access.Filing) && a.Viewer.Member != "" && slices.Contains(n.Sides, a.Viewer.Member)
}

// IsSought tells whether the assurance of the viewer's side was sought and neither given nor refused, while it can be.
func IsSought(a *api.Ask, n *watch.NoticeItem) bool {
	return IsSide(a, n) && !IsOver(a, n) && slices.ContainsFunc(n.Answers, func(s watch.SideState) bool { return s.Side == a.Viewer.Member && s.Is == watch.Sought })
}
