// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"fmt"

	"truce/internal/api/page"
)

// looks are pages with every kind of block, filled as on a busy night.
func looks() map[string]page.Page {
	out := map[string]page.Page{
		"watch": watch(), "queue": queue(), "finding": finding(), "report": report(), "undertakings": undertakings(),
		"map": {Title: "Map", Lead: "Where incidents were, as far as their sources know. Every line is the agreement's or a dated layer's.", Blocks: []page.Block{
			drawn("/data/incidents"), page.List{
				ID: "in-words", Title: "The same in words", Columns: columnsOf("Incident", "When", "Where"), Empty: "No incident.",
				Rows: []page.Row{{ID: "i1", Cells: []page.Cell{{Text: "Shelling, artillery", Link: "#"}, {Text: "2 Feb 2026 06:15 (04:15 UTC)"}, {Text: "within 400 m of 50.2° N, 31.5° E"}}}},
			},
		}},
		"many": {Title: "Map of many", Blocks: []page.Block{drawn("/data/many")}},
	}
	for name, p := range out {
		p.Exercise = true
		out[name] = p
	}
	return out
}

func drawn(incidents string) page.Map {
	return page.Map{
		ID: "map", Title: "Incidents, 1 to 7 February 2026", Text: "Names are those of the agreement as of 3 February 2026; they take no side.",
		West: 27_5000000, South: 45_8000000, East: 36_0000000, North: 52_3000000,
		Layers: []page.Layer{
			{Kind: "coverage", Name: "Watched, by region", Source: "the mission's own watching, 2 February", From: "/data/coverage"},
			{Kind: "layers", Name: "Held", Source: "article 3, as of 1 February 2026", From: "/data/layers"},
			{Kind: "belts", Name: "Guarded zone, 15 km", Source: "article 3", From: "/data/belts"},
			{Kind: "zones", Name: "Buffer", Source: "article 3", From: "/data/zones"},
			{Kind: "lines", Name: "Line", Source: "article 3, tolerance 50 m", From: "/data/lines"},
			{Kind: "places", Name: "Places", Source: "the agreement", From: "/data/places"},
			{Kind: "incidents", Name: "Incidents", Source: "this record, as of entry 4,117", From: incidents},
		},
	}
}

func columnsOf(names ...string) []page.Column {
	var out []page.Column
	for _, n := range names {
		out = append(out, page.Column{Key: n, Name: n, Number: n == "Reports"})
	}
	return out
}

func watch() page.Page {
	return page.Page{Title: "Watch", Lead: "Officer Ash has the watch since 22:00. Journal entry 4,117.", Blocks: []page.Block{
		page.Counts{Counts: []page.Count{
			{Name: "late", Number: "2", Says: "the oldest by 1 h 26 min", Link: "#late"},
			{Name: "open", Number: "11", Says: "calls, assurances, patrols, notices"},
			{Name: "new since you came on", Number: "5", Says: "reports, 3 not reviewed"},
			{Name: "dark", Number: "1", Says: "sensor silent for 3 h 10 min"},
		}},
		page.List{
			ID: "late", Title: "Late and owed", Inside: true, Live: true, Columns: columnsOf("What is owed", "By", "Due", "State"), Empty: "Nothing is owed.",
			Rows: []page.Row{
				{ID: "n1", Mark: "late", Cells: []page.Cell{{Text: "Notice of the breach to Party Amber, finding 12", Link: "#"}, {Text: "coordination cell"}, {Text: "05:15 (03:15 UTC), 86 min ago"}, {Text: "late", Status: "late"}}},
				{ID: "n2", Mark: "overdue", Cells: []page.Cell{{Text: "Check-in of patrol 7, at site since 04:50", Link: "#"}, {Text: "patrol 7"}, {Text: "06:30 (04:30 UTC), 11 min ago"}, {Text: "overdue", Status: "overdue"}}},
				{ID: "n3", Cells: []page.Cell{{Text: "Call back the liaison of Party Cobalt", Link: "#"}, {Text: "you"}, {Text: "07:00 (05:00 UTC), in 19 min"}, {Text: "open", Status: "open"}}},
			},
		},
		page.Timeline{Title: "Calls", Empty: "No call.", Events: []page.Event{
			{At: "2026-02-03T05:00:00Z", When: "07:00 (05:00 UTC)", Text: "Call back the liaison of Party Cobalt: asked for the log of the cell.", Status: "open", Link: "#"},
			{At: "2026-02-03T04:20:00Z", When: "06:20 (04:20 UTC)", Text: "Party Amber answered: “will look into it”. Nothing promised.", Status: "done"},
			{At: "2026-02-03T03:15:00Z", When: "05:15 (03:15 UTC)", Text: "Party Cobalt: no answer, the third time.", Status: "late"},
		}},
		page.Note{Kind: page.Inside, Text: "Inside the mission only. Sensor ochre has sent nothing since 03:31. Until it does, quiet near it is no data."},
		page.Note{Kind: page.Help, Text: "No notice is running. Record one when works, an evacuation or a flight are announced, so that nobody fires at it.", Link: page.Link{Text: "Record a notice", To: "#"}},
		page.Form{ID: "call", Title: "Record a call", Action: "/call", Submit: "Record the call", Fields: []page.Field{
			{Name: "whom", Label: "Whom", Kind: "choice", Options: []page.Option{{Value: "a", Text: "liaison of Party Amber"}}},
			{Name: "when", Label: "When", Kind: "time", Required: true},
			{Name: "reached", Label: "Reached", Kind: "choice", Options: []page.Option{{Value: "a", Text: "answered"}}},
			{Name: "says", Label: "What was said", Kind: "area", Help: "As near to the words as you can.", Error: "say what was said, or choose no answer"},
			{Name: "back", Label: "They are to call back", Kind: "tick"},
		}},
	}}
}

func queue() page.Page {
	what := []string{"Shelling, artillery", "Fire at a substation", "Bursts, small arms", "Drone overhead", "Explosions heard", "Troops in the buffer"}
	where := []string{"within 400 m, near marker 3", "sector 210°–240°, 2–4 km", "Огороднє, село", "on the line, north of marker 2"}
	verdicts := []string{"violation", "undetermined", "violation", "exempt", "no violation", "undetermined"}
	l := page.List{
		ID: "queue", Title: "Waiting for a first look", Lead: "Worst first. Taking a row tells the others that you are on it.", Live: true, Next: "?after=12", Empty: "Nothing waits.",
		Columns: columnsOf("Incident", "When", "Where", "Severity", "Reports", "Assessment", "Status", "Who is on it"),
	}
	for i := range 12 {
		r := page.Row{ID: fmt.Sprintf("inc-%04d", 417-i), Cells: []page.Cell{
			{Text: what[i%len(what)], Link: "#"},
			{Text: fmt.Sprintf("3 Feb 0%d:%02d (0%d:%02d UTC)", 6-i/3, 41-3*i, 4-i/3, 41-3*i)},
			{Text: where[i%len(where)]},
			{Text: fmt.Sprintf("S%d", 4-i/3)},
			{Text: fmt.Sprint(1 + i*7%5)},
			{Text: verdicts[i%len(verdicts)], Status: verdicts[i%len(verdicts)]},
			{Text: []string{"assessed", "notified", "recorded"}[i%3], Status: []string{"assessed", "notified", "recorded"}[i%3]},
			{Text: []string{"", "Analyst Fir", ""}[i%3]},
		}}
		if i < 2 {
			r.Mark = "new"
		}
		if i%3 != 1 {
			r.Forms = []page.Form{{Quiet: true, Action: "/take", Submit: "Take"}}
		}
		l.Rows = append(l.Rows, r)
	}
	empty := page.List{ID: "doubtful", Title: "Possible same", Columns: columnsOf("A"), Empty: "No two incidents may be one. When two may be, they are listed here: look at both, then join them or leave them apart."}
	return page.Page{Title: "Queue", Lead: "What nobody has looked at.", Blocks: []page.Block{l, empty}}
}

func finding() page.Page {
	var words []page.Fact
	for _, s := range []string{"recorded", "assessed", "notified", "replied", "determined", "under appeal", "final", "withdrawn", "violation", "no violation", "exempt", "undetermined", "contested", "unreviewed", "reported", "dark", "new", "inside"} {
		words = append(words, page.Fact{Name: "word", Text: s, Status: s})
	}
	return page.Page{Title: "Shelling of a village, 2 February, under article 5", Lead: "An assessment. Only the special commission determines; it has until 4 February 12:00 (10:00 UTC).", Blocks: []page.Block{
		page.Note{Kind: page.Warning, Text: "Party Amber contests this since 3 February 09:10 (07:10 UTC). That changes no outcome."},
		page.Prose{Title: "Article 5, version 1", Quoted: "Exercise, article 5; paraphrased, the English text decides.", Paragraphs: []string{"Nobody attacks civilians or what they live by: homes, schools, hospitals, water, bread."}},
		page.Prose{Lang: "uk", Paragraphs: []string{"Ніхто не нападає на цивільних і на те, чим вони живуть: оселі, школи, лікарні, воду, хліб."}},
		page.Facts{Title: "Assessment, version 2", Facts: []page.Fact{
			{Name: "Outcome", Text: "violation", Status: "violation"},
			{Name: "Status", Text: "assessed", Status: "assessed"},
			{Name: "Severity", Text: "S3, a civilian was hurt (reported)"},
			{Name: "Confidence", Text: "C2: two roots, two means"},
			{Name: "Attribution", Text: "from the area controlled by Party Amber, as of 1 February, according to the agreement"},
			{Name: "Incident", Text: "incident 3", Link: "#"},
			{Name: "Digest", Text: "9b9f584709c119d63fbadf484ce425260497697b7166be7a2fe360e8c0b171a8"},
		}},
		page.Facts{Title: "What would change it", Inside: true, Facts: words},
		page.Links{Title: "More", Links: []page.Link{{Text: "Versions", To: "#"}, {Text: "Positions", To: "#"}, {Text: "Replay it yourself", To: "#"}}},
		page.Form{ID: "vote", Title: "Vote", Lead: "You vote on exactly these bytes.", Action: "/vote", Submit: "Sign and vote", Signing: &page.Signing{Text: "The commission determines that finding 12 is a violation of article 5.", Bytes: "e30", Challenge: "e30", RelyingParty: "localhost"}, Fields: []page.Field{
			{Name: "vote", Label: "Your vote", Kind: "choice", Required: true, Options: []page.Option{{Value: "y", Text: "for"}, {Value: "n", Text: "against"}}},
		}},
	}}
}

func report() page.Page {
	return page.Page{Title: "File a report", Lead: "What you saw or heard, as you know it. Leave out what you do not know: unknown is an answer.", Blocks: []page.Block{
		page.Form{ID: "report", Action: "/report", Submit: "Send the report", Sector: true, Fields: []page.Field{
			{Name: "act", Label: "What", Kind: "choice", Options: []page.Option{{Value: "e", Text: "explosion"}}},
			{Name: "count", Label: "How many", Kind: "number"},
			{Name: "means", Label: "How you know", Kind: "choice", Options: []page.Option{{Value: "h", Text: "heard"}}},
			{Name: "from", Label: "From", Kind: "time", Required: true},
			{Name: "until", Label: "Until", Kind: "time"},
			{Name: "lat", Label: "Where you stand: latitude, ° north", Kind: "number", Value: "50.2"},
			{Name: "lon", Label: "Longitude, ° east", Kind: "number", Value: "31.3"},
			{Name: "grid", Label: "or a grid reference", Kind: "text", Help: "MGRS, such as 36U UB 12345 67890"},
			{Name: "bearing", Label: "Direction, ° from true north", Kind: "number", Value: "75"},
			{Name: "width", Label: "Width, °", Kind: "number", Value: "30"},
			{Name: "near", Label: "From, m away", Kind: "number", Value: "4000"},
			{Name: "far", Label: "To, m away", Kind: "number", Value: "9000"},
			{Name: "says", Label: "In your words", Kind: "area", Max: 2000},
		}},
	}}
}

func undertakings() page.Page {
	return page.Page{Title: "Undertakings", Lead: "Who is bound to what, how strongly, on what condition. Represented at is not member of is not bound by.", Blocks: []page.Block{
		page.List{ID: "undertakings", Title: "By state", Columns: columnsOf("State", "Component", "Position", "Condition", "Still missing"), Empty: "None.", Rows: []page.Row{
			{ID: "u1", Mark: "exercise", Cells: []page.Cell{{Text: "State Jade", Link: "#"}, {Text: "Consult within 24 h"}, {Text: "signed", Status: "signed"}, {Text: "a determination of the commission"}, {Text: "nothing"}}},
			{ID: "u2", Mark: "exercise", Cells: []page.Cell{{Text: "State Ochre", Link: "#"}, {Text: "Assist with air defence"}, {Text: "endorsed", Status: "reported"}, {Text: "its parliament agrees"}, {Text: "vote of parliament"}}},
		}},
		page.Counts{Title: "Four counts, never added", Counts: []page.Count{
			{Name: "Observations as recorded", Number: "1,204", Says: "explosions, bursts and shots, 2 February, cut-off 06:00 UTC"},
			{Name: "Incidents", Number: "23", Says: "2 February, cut-off 06:00 UTC"},
			{Name: "Assessed violations", Number: "17", Says: "incident and term, same day"},
			{Name: "Determined violations", Number: "1", Says: "by the special commission"},
		}},
		page.Note{Kind: page.Info, Text: "Conditions apparently met, on the text. Whether an undertaking is triggered is each state's own act."},
	}}
}
