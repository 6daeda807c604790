// SPDX-License-Identifier: Apache-2.0

package lint

import "slices"

// Rule is what one check says besides the defect it found: why it matters and what mends it.
type Rule struct {
	// Check is the slug.
	Check string
	// Why and Mend are as in Complaint.
	Why, Mend string
}

// Checks returns every check, in order of slug.
func Checks() []Rule { return slices.Clone(checks[:]) }

// checks is in order of slug; docs/spec/lint.md has a heading for each.
var checks = [...]Rule{
	{
		"clock-from-breach",
		"The time can be over before anybody has established that there was a breach: the response is then late on the day " +
			"it becomes lawful, or is taken without a determination.",
		"Let the time run from the determination, or bound every step before it so that their sum is shorter.",
	}, {
		"clock-without-start",
		"Nobody can say when the time is up, so nobody can ever be late.",
		"Say which event starts the clock, and its date or who fixes it.",
	}, {
		"contradiction",
		"Whoever does it points to one article, whoever suffers it to the other.",
		"Say which article prevails, or narrow one of the two by place, time, target, weapon or party.",
	}, {
		"declaration-binds-others",
		"Nobody is bound by another's declaration; their silence is no default.",
		"Obtain the other's own text, or leave the step to the declarant and to bodies.",
	}, {
		"differing-readings",
		"Where the readings part, every finding is undetermined until somebody rules.",
		"Say in the text which reading is meant, or name a body that is competent to rule.",
	}, {
		"ladder-cell",
		"A breach without an agreed consequence is answered by each side's own measure, or not at all.",
		"Say for each severity and confidence what is owed, by whom and by when, if only to record, to call and to verify.",
	}, {
		"line-too-coarse",
		"A weapon near the limit can neither be shown in breach nor in order.",
		"Survey or mark the line more closely, or ask for a distance that the line can carry.",
	}, {
		"local-time",
		"What starts or ends then does so at two times an hour apart, or at none, and each side may choose.",
		"Choose a time away from the change of clocks, or give the offset from UTC.",
	}, {
		"no-authoritative-language",
		"Where the versions differ there are as many texts as languages.",
		"Say which language is authoritative, or that all are and who reconciles them.",
	}, {
		"no-line-for-party",
		"The duty cannot be measured for them, while it can for the others.",
		"Give the line for every party that is bound.",
	}, {
		"no-mutual-undertaking",
		"Neither side owes anything to the other under these texts; a breach of one is no breach of the other.",
		"Sign one text between the sides, or have each accept the other's text in writing.",
	}, {
		"no-urgent-verification",
		"The gravest reports arrive with one source first; with no duty to look, they stay at one source.",
		"Add a rung on an assessment from S4/C1 that owes an urgent verification, with a body and a time.",
	}, {
		"nobody-determines",
		"Every finding stays an assessment for ever, each side judges for itself, and no consequence can follow.",
		"Name the body that determines, who sits in it and how it decides.",
	}, {
		"one-sided-body",
		"One party judges in its own cause; the other will not take the determination for one.",
		"Seat both sides and somebody who is neither, or have the other side accept the body in the text.",
	}, {
		"place-without-geometry",
		"Whether an act was inside or outside is then answered from each side's own map.",
		"Annex coordinates with their datum, or the map, to the text.",
	}, {
		"reported-figures",
		"A finding or a clock that rests on them rests on somebody's account of the text.",
		"Publish the text, or have the parties confirm what is listed.",
	}, {
		"reported-geometry",
		"A finding near such a border rests on the drawing of somebody whom the parties did not agree on.",
		"Publish the agreed map or coordinates and draw from them.",
	}, {
		"rung-on-assessment",
		"An assessment is prima facie: nobody has heard the other side, and no body answers for it.",
		"Let the rung run on a determination, or owe only a notice, a call or a verification.",
	}, {
		"silent-act",
		"Each side will read the silence its own way: as a licence, or as a ban that goes without saying.",
		"Say of each act, or of its group, that it is prohibited or permitted, where and for whom.",
	}, {
		"step-without-deadline",
		"Whoever gains by delay can wait, and a late answer cannot be told from none.",
		"Set a time for each step and say what follows when it passes.",
	}, {
		"stoppable-body",
		"The member whose conduct is at issue can prevent the decision about it by refusing or staying away.",
		"Name a fallback (another body, or an outcome by default after a time), or lower the quorum and the majority.",
	}, {
		"term-without-place",
		"Read literally the duties hold everywhere; each side will draw the border where it suits.",
		"Name the zone, or give the instrument an area as a whole.",
	}, {
		"term-without-time",
		"From the first minute every weapon not yet withdrawn is in breach, or none ever is.",
		"Give the day, counted from the start event, by which the withdrawal is complete.",
	}, {
		"texts-apart",
		"In between only one side is bound, and each will judge the other by its own text.",
		"Bring both texts to one date and hour, or sign one text.",
	}, {
		"texts-differ",
		"What one side thinks forbidden to both is free to the other under its own text.",
		"Bring both texts to one list.",
	}, {
		"unanswerable-exemption",
		"Whoever claims the exemption can leave the finding undetermined by silence.",
		"Say who has to show that the condition was met, and within which time.",
	}, {
		"undefined-word",
		"Each side will fill the word with its own meaning, and no finding can be tested against it.",
		"Define the word in the text, or replace it by acts, places, numbers or times.",
	}, {
		"unowned-deadline",
		"When the time passes nobody is late, and nobody can be asked why.",
		"Name the body or the party that owes it.",
	}, {
		"weapon-gap",
		"The weapon may stand at the line while weaker and stronger ones may not.",
		"Let the bounds of the two terms meet.",
	}, {
		"weapon-overlap",
		"The same weapon at the same place is in order under one duty and in breach of the other.",
		"Exclude the weapon from one of the two, by class, calibre or model.",
	},
}
