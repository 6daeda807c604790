// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"truce/agreement"
	"truce/response"
)

// Step is what is owed, in words: of a rung of the ladder what the text says that it owes, of a step of the procedure what is done.
func Step(o *response.Obligation) string {
	if o.Kind == response.RungObligation {
		return Or(o.Owes, "rung "+o.Name)
	}
	return stepWords(o.Name)
}

// StepKey names in files what is owed, as the command line does: a kind of step, or a rung of the ladder as rung:ID.
func StepKey(o *response.Obligation) string {
	if o.Kind == response.RungObligation {
		return "rung:" + o.Name
	}
	return o.Name
}

// Did is what an entry of the procedure says was done, in the same words.
func Did(d *response.Done, a *agreement.Agreement) string {
	if d.Rung == "" {
		return stepWords(d.Step)
	}
	for _, r := range a.Ladder {
		if r.ID == d.Rung {
			return Or(r.Owes, "rung "+r.ID)
		}
	}
	return "rung " + d.Rung
}

// Article is an article by its number and its title, as the text has them; empty where the text has none of that number.
func Article(a *agreement.Agreement, id agreement.ArticleID) string {
	for _, x := range a.Articles {
		if x.ID == id && id != "" {
			return string(id) + ", " + x.Title
		}
	}
	return string(id)
}

// stepWords are the words for a kind of step. The text gives it an article and no name of its own.
func stepWords(kind string) string {
	switch kind {
	case "call":
		return "call to the parties"
	case "verify":
		return "verification"
	case "invite":
		return "invitation"
	case "meet":
		return "meeting"
	case "notice":
		return "notice to the respondent"
	case "determine":
		return "determination"
	case "publish":
		return "publication"
	}
	return Plain(kind)
}
