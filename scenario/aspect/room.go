// SPDX-License-Identifier: Apache-2.0

package aspect

// DutyWords are the named words that an act of the watch takes.
func DutyWords() []string {
	return []string{
		"by", "done", "because", "item", "of", "on", "term", "to", "side", "asked", "reached", "said", "promised", "back", "theirs", "follows",
		"from", "what", "until", "call", "was", "says", "where", "when", "how-known", "not-known",
	}
}

// PatrolWords are those that a step of a patrol task takes.
func PatrolWords() []string {
	return []string{"by", "done", "source", "what", "where", "point", "radius", "every", "of", "on", "term", "check-in", "says", "site", "is", "report"}
}

// NoticeWords are those that an act on a notice takes.
func NoticeWords() []string {
	return []string{"by", "done", "kind", "what", "where", "point", "radius", "from", "until", "sides", "know", "side", "says"}
}
