// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"truce/when"
)

// Flash is a flash report: five lines on one thing, as known when it was sent. Package engine/flash drafts one from what is on
// record; an officer may change the lines, and never the status.
type Flash struct {
	About    Ref    `json:"about"`
	What     string `json:"what"`
	Where    string `json:"where"`
	When     string `json:"when"`
	HowKnown string `json:"how_known"`
	NotKnown string `json:"not_known"`
	// Status is that of the finding when it was sent, "recorded" of an incident: no line stands without it.
	Status string `json:"status"`
	// Exercise marks what is invented.
	Exercise bool `json:"exercise,omitempty"`
}

// FlashItem is a flash report with who sent it.
type FlashItem struct {
	Flash
	By string       `json:"by"`
	At when.Instant `json:"at"`
}

// Check returns an error if a line is missing or too long. What is not known is due like the rest: "nothing" is seldom true.
func (f *Flash) Check() error {
	if f.About.Incident.IsZero() {
		return errors.New("about: name the incident, or the finding on it")
	}
	return first(f.About.check(), checkDue("what", f.What), checkDue("where", f.Where), checkDue("when", f.When),
		checkDue("how known", f.HowKnown), checkDue("not known", f.NotKnown), checkName("status", f.Status))
}

// Lines returns the report as it is read out: a heading with the status, and five lines.
func (f *Flash) Lines() []string {
	heading := "FLASH, " + f.Status
	if f.Exercise {
		heading = "EXERCISE " + heading
	}
	return []string{
		heading, "what:      " + f.What, "where:     " + f.Where, "when:      " + f.When, "how known: " + f.HowKnown, "not known: " + f.NotKnown,
	}
}

func (r *Room) flash(f *Flash, who by) (deed, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	return func() { r.flashes = append(r.flashes, FlashItem{*f, who.who, who.at}) }, nil
}

// NamesBeyond tells whether a line has a name as words of its own, outside of words that may have it.
func NamesBeyond(line, name, allowed string) bool {
	if allowed != "" {
		line = strings.ReplaceAll(line, allowed, " ")
	}
	for name != "" {
		at := strings.Index(line, name)
		if at < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(line[:at])
		line = line[at+len(name):]
		after, _ := utf8.DecodeRuneInString(line)
		if !isOfWord(before) && !isOfWord(after) {
			return true
		}
	}
	return false
}

// isOfWord tells whether a character goes on with a word; what is at either end of a line does not.
func isOfWord(c rune) bool { return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c)) }
