// SPDX-License-Identifier: Apache-2.0

package registers

import (
	"crypto/sha256"
	"strings"

	"truce/coalition/force"
	"truce/coalition/meeting"
	"truce/coalition/readiness"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/coalition/undertaking"
	"truce/when"
)

// said is the source of the examples.
func said() sourced.Said {
	return sourced.Said{By: "Foreign Ministry of Northland", On: exampleDay(), In: "press release 12", Grade: sourced.Official}
}

func exampleDay() when.Date { return when.Date{Year: 2026, Month: 3, Day: 4} }

func undertakingExamples() []undertaking.Record {
	return []undertaking.Record{
		{Instrument: &undertaking.Instrument{
			ID: "lake-declaration", Version: "final", Kind: undertaking.Declaration, Title: "Declaration of the Lake", Exercise: true,
			Parties: []sourced.Name{"northland", "westland"}, Said: said(),
		}},
		{Component: &undertaking.Component{
			Instrument: "lake-declaration", Version: "final", ID: "c4", Title: "Help in case of a new attack", Addressee: "eastland",
			Binding: undertaking.Political, Constitutional: true, Said: said(),
		}},
		{Stipulation: &undertaking.Stipulation{Instrument: "lake-declaration", Version: "final", Component: "c4", What: undertaking.Assist, Words: "may include means of every kind", Said: said()}},
		{Position: &undertaking.Position{Instrument: "lake-declaration", Version: "final", State: "northland", Stance: undertaking.Signed, Said: said()}},
		{Step: &undertaking.Step{Instrument: "lake-declaration", State: "northland", Owner: undertaking.Parliament, Progress: undertaking.Owed, Said: said()}},
	}
}

func forceExamples() []force.Record {
	return []force.Record{
		{Line: &force.Line{ID: "l1", Capability: "mechanised infantry", Domain: force.Land, Quantity: 3, Unit: "battalion", Soil: force.HostSoil, Where: "west of the country", Exercise: true, Said: said()}},
		{Pledge: &force.Pledge{
			ID: "n1", State: "northland", Line: "l1", Firmness: force.Announced, Quantity: 1, DaysKnown: true, Earliest: 30, Latest: 60,
			Caveats: []force.Caveat{force.AfterCeasefire}, Said: said(),
		}},
		{Decision: &force.Decision{ID: "d1", What: "mandate", Owner: "parliament of Northland", Choice: force.Open, Pledges: []sourced.Name{"n1"}, Said: said()}},
	}
}

func meetingExamples() []meeting.Record {
	return []meeting.Record{
		{Meeting: &meeting.Meeting{ID: "lake-summit", Title: "Summit at the Lake", First: when.Date{Year: 2026, Month: 3, Day: 10}, Mode: meeting.InPerson, Chairs: []string{"Northland"}, Exercise: true, Said: said()}},
		{Delegation: &meeting.Delegation{Meeting: "lake-summit", Who: "westland", Whose: meeting.OfState, Stage: meeting.Expected, Mode: meeting.ByVideo, Rank: meeting.HeadOfGovernment, Said: said()}},
		{Count: &meeting.Count{Meeting: "lake-summit", ID: "countries", What: meeting.States, Stage: meeting.Expected, Number: 12, Said: said()}},
		{Action: &meeting.Action{ID: "a1", Meeting: "lake-summit", What: "circulate the draft", Owner: "northland", Due: when.Date{Year: 2026, Month: 3, Day: 8}, Progress: meeting.ToDo, Said: said()}},
	}
}

func readinessExamples() []readiness.Record {
	return []readiness.Record{
		{Text: &readiness.Text{ID: "lake-plan", Version: "v2", Title: "Plan of the Lake", Parties: []sourced.Name{"eastland", "southland"}, Exercise: true, Said: said()}},
		{Article: &readiness.Article{Text: "lake-plan", Version: "v2", ID: "p14", Title: "Territory", Said: said()}},
		{Cell: &readiness.Cell{Text: "lake-plan", Version: "v2", Article: "p14", Party: "southland", AssertedBy: "eastland", Status: readiness.Open, Authority: readiness.UnknownAuthority, Said: said()}},
		{Claim: &readiness.Claim{ID: "nine-tenths", Text: "lake-plan", Version: "v2", Share: 900000, Within: 5000, Words: "90 percent", Said: said()}},
	}
}

func statementExamples() []statement.Record {
	const story = "WESTHAVEN, Mar 4 (Agency) -- The deal is nearly done, one envoy said.\n"
	place := func(words string) statement.Span {
		at := int64(strings.Index(story, words))
		length := int64(len(words))
		return statement.Span{Offset: at, Length: length, RuneOffset: at, RuneLength: length, Digest: sha256.Sum256([]byte(words))}
	}
	from, _ := when.ParseInstant(exampleDay().String() + "T00:00:00Z")
	day := when.Interval{From: from, To: from + when.Instant(when.Day) - 1}
	return []statement.Record{
		{Source: &statement.Source{
			ID: "wire-1", Kind: statement.Wire, Title: "On the talks", Outlet: "Agency", Language: "en", Published: exampleDay(),
			Digest: sha256.Sum256([]byte(story)), Bytes: int64(len(story)), Runes: int64(len(story)), Layout: statement.Read(story), Exercise: true, By: "desk",
		}},
		{Fact: &statement.Fact{
			ID: "nearly", Source: "wire-1", At: place("nearly done"), Nature: statement.Claim, Mode: statement.PartQuoted, Grade: statement.UnnamedAdviser,
			Role: "envoy", Said: day, SaidAs: "the day of the dateline", About: []sourced.Name{"lake-summit", "northland"}, Article: "p14", Says: "An envoy puts it close.",
			Flags: []statement.Flag{{Word: statement.OneSided, Says: "one envoy of two"}}, By: "desk",
		}},
		{Fact: &statement.Fact{
			ID: "one-envoy", Source: "wire-1", At: place("one envoy"), Nature: statement.Background, Mode: statement.Own, Grade: statement.NotAttributed,
			Says: "One envoy spoke.", Figure: &statement.Figure{Number: 1, Unit: "envoy"}, By: "desk",
		}},
	}
}
