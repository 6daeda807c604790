// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"strings"

	"truce/internal/api"
)

// InOneLine lets routes take what was written on several lines: an entry has each of its texts on one, and a field for many words
// sends the line ends that somebody typed. The lines are joined by spaces; nothing else of the words is changed.
func InOneLine(routes []api.Route) []api.Route {
	for i, r := range routes {
		if r.Act == nil {
			continue
		}
		routes[i].Act = func(a *api.Ask) (api.Done, error) {
			sent := make(url.Values, len(a.Sent))
			for name, values := range a.Sent {
				for _, v := range values {
					sent.Add(name, oneLine(v))
				}
			}
			a.Sent = sent
			return r.Act(a)
		}
	}
	return routes
}

func oneLine(text string) string {
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	var lines []string
	for line := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '\r' || c == '\n' }) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}
