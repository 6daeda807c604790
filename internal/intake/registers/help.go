// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"maps"
	"strings"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
)

// name is the help of a column that holds the name of something.
const name = "name in the register: letters, digits, - . _"

func oneOf[T ~string](list []T) string { return strings.Join(sourced.Words(list), ", ") }

// withSource adds the columns that every record has.
func withSource(help map[string]string) map[string]string {
	maps.Copy(help, map[string]string{
		recordColumn: "the kind of the row, one of those above",
		"said_by":    "who said it: an office, a document, a paper",
		"said_on":    "day on which it was said, 2026-01-06",
		"said_in":    "where it can be read; may be empty",
		"grade":      oneOf(sourced.Grades()) + "; anonymous and reported are printed as reported",
		"corrects":   "number of the entry that was wrong from the beginning; empty where things moved on",
		"void":       "yes, where nothing takes the place of the entry that is corrected",
	})
	return help
}

func undertakingHelp() map[string]string {
	return withSource(map[string]string{
		"instrument": name + "; of the text", "version": "version of the text: draft-1, final",
		"kind": oneOf(undertaking.Kinds()), "title": "name for people", "draft": "yes, for a version that nobody could sign",
		"parties":   "who the text itself names as its parties, between semicolons",
		"exercise":  "yes, for an invented text",
		"component": name + "; of a part that can be undertaken by itself",
		"addressee": "to whom it is promised; may be empty", "scope": "what it covers, in your words",
		"binding": oneOf(undertaking.Bindings()), "constitutional": "yes, where the text subjects it to constitutional steps of each state",
		"from": "first day on which it can be called on; may be empty", "expires": "last day; may be empty",
		"state": "the state; of a stipulation empty for each that signs",
		"what":  oneOf(undertaking.Whats()), "words": "in your words; the text is not copied",
		"condition": name + "; of a clause", "needs": oneOf(undertaking.NeedsList()), "severity": "1 to 4, where the condition needs a severity",
		"respondent": "whom the determination has to name, where the condition needs a respondent",
		"stance":     oneOf(undertaking.Stances()), "reservation": "what the state excepts, in your words; may be empty",
		"owner": oneOf(undertaking.Owners()), "progress": oneOf(undertaking.Progresses()),
		"relation": oneOf(undertaking.Ties()) + "; none follows from another", "to": "the meeting, group or instrument", "ended": "yes, once it has ended",
		"role": oneOf(undertaking.Parts()) + "; binds nobody", "who": "who plays it", "of": "in what",
		"about": "the determination; empty for all of them", "holds": oneOf(undertaking.Answers()),
		"body": "the body that answered", "is": oneOf(undertaking.Answers()),
		"authority": "the authority that the state's law names", "decided": oneOf(undertaking.Verdicts()),
		"figure": name + "; of a period of a ladder", "hours": "how many hours", "start": "what it runs from", "owed": "what is owed within it",
		"basis": oneOf(undertaking.Bases()), "with": "the state that may see it",
	})
}

func forceHelp() map[string]string {
	return withSource(map[string]string{
		"line": name + "; of a requirement", "capability": "what is needed, in words", "domain": oneOf(force.Domains()),
		"quantity": "how many; empty in a pledge where nobody stated it, which is unknown and not nought", "unit": "of what: battalion, ship, aircraft",
		"needed_by": "day by which it is needed; may be empty", "soil": oneOf(force.Soils()), "where": "a region in words, never a position",
		"enabler": "yes, for what others need before they can work", "exercise": "yes, for an invented requirement",
		"pledge": name + "; of a pledge", "state": "the contributor", "firmness": oneOf(force.Firmnesses()),
		"contributed": "what the contributor calls it; the same name twice is found", "days_known": "yes, where the days to deploy are stated",
		"earliest_days": "least days after the order", "latest_days": "most days after the order", "tour_days": "how long it stays; may be empty",
		"tours": "how many tours in all; empty where no end is stated", "caveats": oneOf(force.Caveats()) + "; several between semicolons",
		"caveat_words": "the caveats in your words", "command": "under whose command", "needs": "enabler lines, between semicolons",
		"committed_elsewhere": "to what it is already committed; may be empty",
		"decision":            name + "; of a decision", "what": "what is to be decided", "owner": "who decides", "choice": oneOf(force.Choices()),
		"pledges": "pledges that wait for it, between semicolons", "lines": "lines that wait for it; where neither is named, all do",
		"due": "day by which it is due; may be empty", "host": "the host state", "consent": oneOf(force.Consents()), "words": "in your words",
		"reader": "who may read although it contributes nothing", "ended": "yes, once that has ended",
	})
}

func meetingHelp() map[string]string {
	return withSource(map[string]string{
		"meeting": name + "; of a meeting", "title": "name for people", "first": "first day", "last": "last day; empty for a meeting of one day",
		"opens": "hour in UTC, 2026-01-06T13:00:00Z; may be empty", "closes": "hour in UTC; may be empty", "where": "place in words",
		"mode": oneOf(meeting.Modes()), "chairs": "who chairs, between semicolons", "prepares": "the meeting that this one prepares; may be empty",
		"purpose": "in your words", "cancelled": "yes, where it is", "exercise": "yes, for an invented meeting", "who": "the state or organisation", "whose": oneOf(meeting.Whoses()),
		"stage": oneOf(meeting.Stages()) + "; a row for each", "rank": oneOf(meeting.Ranks()), "name": "name of a person in public office; nobody else is named",
		"office": "the office, in words", "count": name + "; of a number that was stated",
		"what":   "of a count " + oneOf(meeting.Whats()) + "; of a decision or an action what it is",
		"number": "the number as stated", "words": "in your words", "side": "whose readout it is", "conclusion": name + "; of a conclusion",
		"accord": oneOf(meeting.Accords()), "agreed_by": "who agreed, between semicolons", "decision": name + "; of a decision",
		"choice": oneOf(meeting.Choices()), "about": "what it is about; may be empty", "due": "day by which it is due; may be empty",
		"action": name + "; of an action item", "owner": "who owes it", "progress": oneOf(meeting.Progresses()),
	})
}

func readinessHelp() map[string]string {
	return withSource(map[string]string{
		"text": name + "; of the text", "version": "version of the text", "title": "name for people", "parties": "whose agreement it takes, between semicolons",
		"exercise": "yes, for an invented text", "article": name + "; of an article or point", "dropped": "yes, where this version does not have it any more",
		"party": "the party", "asserted_by": "who says so: the party itself or another", "status": oneOf(readiness.Statuses()),
		"authority": oneOf(readiness.Authorities()), "conditional_on": "articles without which it does not agree to this one, between semicolons",
		"words": "in your words", "red_line": name + "; of a red line", "lifted": "yes, once it is", "with": "with whom the contact was",
		"contact_by": "who made it", "last": "day of the last contact", "next_step": "what comes next; may be empty", "due": "day by which; may be empty",
		"claim": name + "; of a public claim", "share_ppm": "what is claimed in parts per million: 900000 for 90 percent",
		"within_ppm": "how far off is still the same: 5000 for half of a percent; empty for exactly",
	})
}

func statementHelp() map[string]string {
	const measured = "; follows from the text and is filled in with --story"
	return map[string]string{
		recordColumn: "the kind of the row, one of those above", "id": name + "; of the source or the fact", "kind": oneOf(statement.Kinds()),
		"title": "a title of your own, not the text's", "outlet": "who published it", "language": "its language: en", "published": "day on which it came out, 2026-01-06; may be empty",
		"in": "where it can be read; may be empty", "digest": "SHA-256 of the file, as sha256sum prints it" + measured,
		"bytes": "length of the file in bytes" + measured, "runes": "its length in letters" + measured,
		"layout_slug": "the short name under which an agency files it" + measured, "layout_dateline_place": "place of the dateline" + measured,
		"layout_dateline_day": "day of the dateline as it stands there" + measured, "layout_dateline_agency": "agency of the dateline" + measured,
		"layout_claimed": "how many words a line of it says it has" + measured, "layout_words": "how many it has" + measured,
		"exercise": "yes, for an invented text", "by": "who enters it", "source": "the source of a fact: above in this table, or on record",
		"at_offset": "byte of the file at which the words begin, from 0", "at_length": "how many bytes they have",
		"at_rune_offset": "letter at which they begin, from 0" + measured, "at_rune_length": "how many letters they have" + measured,
		"at_digest": "SHA-256 of the words" + measured,
		"nature":    oneOf(statement.Natures()), "mode": oneOf(statement.Modes()) + "; own only where the agency says it by itself or nobody is said to have said it",
		"grade": oneOf(statement.Grades()), "speaker": "who said it, if named", "role": "the speaker's office, or all that is said of one who is not named",
		"for": "the state or body that it is said for", "said": "when it was said: a day or a time, in UTC unless it names a zone, or two with / between; may be empty",
		"said_as": "how that follows from the text", "about": "what it is about, names between semicolons", "article": "the article of a text that it is about; may be empty",
		"says": "the fact, in your own words", "figure": "the number in it with its unit: 90 percent, about 20 percent",
		"flags":     "notes to a reader between semicolons, a word, a colon and the note each: " + oneOf(statement.FlagWords()) + "; a semicolon in a note is doubled",
		"replaces":  "the fact of the same source whose entry was wrong",
		wordsColumn: "with --story, instead of at_...: the words of the text on which the fact rests, which stand in it once; they are not entered",
	}
}
