// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"strings"

	"truce/agreement"
	"truce/engine"
	"truce/internal/api"
	"truce/when"
)

// Wording is what the reasons of a record are worded with: its clocks, and the names of those whom its texts call by an identifier.
type Wording struct {
	Zone  when.Zone
	Names map[string]string
}

// WordingOf is the wording of a record, on the clocks of its last text.
func WordingOf(s *engine.State) Wording {
	w := Wording{Names: map[string]string{}}
	for _, k := range s.Dockets() {
		w.Zone = k.Zone()
		w.add(k.Text().Agreement())
	}
	return w
}

// WordingIn is the wording of one text, without clocks.
func WordingIn(a *agreement.Agreement) Wording {
	w := Wording{Names: map[string]string{}}
	w.add(a)
	return w
}

func (w Wording) add(a *agreement.Agreement) {
	for _, p := range a.Parties {
		w.Names[string(p.ID)] = p.Name
	}
	for _, b := range a.Bodies {
		w.Names[string(b.ID)] = "the " + b.Name
	}
}

// Name is the name of whom an identifier of a text means, or the identifier where it means nobody who has one.
func (w Wording) Name(id string) string {
	if name, ok := w.Names[id]; ok {
		return name
	}
	return id
}

// Refusal is what an error of an entry is to who sent it: nothing was entered, and why. Other errors stay.
func (w Wording) Refusal(err error) error {
	if !errors.Is(err, engine.ErrEntry) {
		return err
	}
	return &api.Refused{Reason: "Nothing was entered: " + Cut(w.Reason(err), 400)}
}

// Reason words why something was refused for the person who sent it: without the names that entries and acts have in the journal,
// with times on the mission's clocks and with names in the place of identifiers.
func (w Wording) Reason(err error) string {
	text := strings.TrimPrefix(err.Error(), engine.ErrEntry.Error()+": ")
	for {
		head, rest, found := strings.Cut(text, ": ")
		if !found || !isLabel(head) {
			break
		}
		text = rest
	}
	return w.Said(listed(text))
}

// Said is a sentence of the record with its times on the mission's clocks and names in the place of identifiers.
func (w Wording) Said(text string) string {
	words := strings.Split(text, " ")
	for i, word := range words {
		words[i] = w.word(word)
	}
	return strings.Join(words, " ")
}

// isLabel tells whether what stands before a colon names where in the journal something is at fault: an entry with its kind, or one
// word such as motion.
func isLabel(head string) bool {
	if strings.HasPrefix(head, "entry ") && len(strings.Fields(head)) <= 3 {
		return true
	}
	return head != "" && !strings.ContainsAny(head, " \"'")
}

// listed writes the lists of a reason as people do.
func listed(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "[")
		inner, after, closed := strings.Cut(rest, "]")
		if !found || !closed {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(before)
		if list := strings.Fields(inner); len(list) == 0 {
			out.WriteString("nothing")
		} else if strings.HasPrefix(inner, `"`) { // of texts, which have spaces of their own
			out.WriteString(strings.ReplaceAll(inner, `" "`, `", "`))
		} else {
			out.WriteString(strings.Join(list, ", "))
		}
		text = after
	}
}

// word is one word of a reason with what stands around it.
func (w Wording) word(word string) string {
	const around = `"'.,;:()`
	core := strings.Trim(word, around)
	at := strings.Index(word, core)
	said := core
	if name := w.Name(core); name != core {
		said = name
	} else if t, err := when.ParseInstant(core); err == nil && strings.Contains(core, "T") {
		said = api.Clock(t, w.Zone)
	}
	return word[:at] + said + word[at+len(core):]
}
