// SPDX-License-Identifier: Apache-2.0

package house_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// module is the path in go.mod (ADR 12).
const module = "truce/"

// ground is what everything stands on, the agreement apart.
var ground = []string{"known", "canon", "when", "place", "act", "territory"}

// mayImport says which packages of ours each package may import. A package without a row is a fault: a new room
// needs a decision (an ADR). "*" is everything but cmd; a row for "x/*" is for every package below x.
var mayImport = map[string][]string{
	"known":          {},
	"canon":          {},
	"spelling":       {},
	"likeness":       {},
	"keyring":        {"canon", "keyring/assertion"},
	"likeness/words": {"when"},
	"when":           {"known", "spelling"},
	"place":          {"known"},
	"act":            {"known", "spelling"},
	"territory":      {"known", "canon", "when", "place", "act", "place/locate"},

	"keyring/assertion": {"canon"},
	"spelling/unseen":   {},

	"place/locate": {"known", "place"},
	"place/field":  {"place"},

	"place/parting":          {"place"},
	"territory/shares":       {"known", "place", "place/parting", "territory", "when"},
	"territory/drift":        {"place"},
	"internal/territoryfile": {"internal/intake", "place", "place/parting", "territory", "territory/drift", "territory/shares", "when"},
	"internal/cli/territory": {"*"},

	"agreement": {
		"known", "canon", "when", "place", "place/locate", "act",
		"agreement/document", "agreement/gazetteer", "agreement/narrowing", "agreement/numeral", "agreement/reckoning", "likeness",
	},
	"agreement/document":  {"canon", "spelling"},
	"agreement/gazetteer": {"known", "place", "place/locate"},
	"agreement/narrowing": {"known"},
	"agreement/reckoning": {"known", "when"},
	"agreement/numeral":   {},

	"agreement/lint":   append([]string{"agreement", "agreement/diff"}, ground...),
	"agreement/people": {"agreement"},
	"agreement/diff":   append([]string{"agreement"}, ground...),

	"report":          ground,
	"observation":     append([]string{"report", "agreement", "likeness"}, ground...),
	"incident":        append([]string{"incident/copies", "likeness/words", "observation", "report", "internal/grid"}, ground...),
	"incident/copies": append([]string{"observation", "report", "likeness/words"}, ground...),
	"coverage":        append([]string{"report"}, ground...),
	"finding": append([]string{
		"finding/actors", "finding/casualties", "finding/facts", "finding/nearby", "finding/origin", "finding/sieve", "finding/silence", "finding/wording",
		"agreement", "agreement/people", "coverage", "incident", "incident/copies", "internal/grid", "observation", "report",
	}, ground...),
	"finding/actors":     {"incident", "incident/copies", "observation", "report", "agreement"},
	"finding/facts":      {"incident", "observation", "report"},
	"finding/origin":     append([]string{"finding/actors", "place/field", "incident", "observation", "report", "agreement"}, ground...),
	"finding/wording":    {"agreement", "known", "place"},
	"finding/casualties": {"known", "canon", "finding/actors", "incident", "incident/copies", "observation", "report", "agreement"},
	"finding/nearby":     {"internal/grid", "place", "when"},
	"finding/sieve":      {"act", "agreement", "finding/actors", "incident", "known", "observation", "place", "when"},
	"finding/silence":    append([]string{"coverage", "incident", "observation", "report", "agreement"}, ground...),
	"watch":              append([]string{"coverage"}, ground...),
	"engine/lookout":     append([]string{"engine", "finding", "agreement", "watch"}, ground...),
	"engine/flash":       append([]string{"engine", "finding", "incident", "observation", "report", "agreement", "watch"}, ground...),
	"response/acts":      {"agreement", "canon", "finding", "response/ballot", "when"},
	"response/ballot":    {"agreement", "when"},
	"response/bounds":    {},
	"response":           append([]string{"likeness", "response/acts", "response/ballot", "response/bounds", "response/clock", "response/rules", "finding", "agreement", "agreement/people"}, ground...),
	"response/clock":     {"agreement", "when"},
	"response/rules":     {"agreement", "response/clock"},
	"response/tally":     {"response", "finding"},
	"response/gate":      {"response", "finding", "agreement", "known", "when"},
	"engine":             append([]string{"keyring", "watch", "finding", "incident", "coverage", "observation", "report", "agreement", "agreement/people", "response", "internal/access/reads/trail", "internal/publish/approval", "engine/issue"}, ground...),
	"engine/issue":       {"canon", "when"},
	"engine/whatif":      append([]string{"keyring", "engine", "finding", "incident", "incident/copies", "observation", "report", "agreement", "response"}, ground...),
	"ledger":             append([]string{"incident", "observation", "report", "agreement"}, ground...),
	"scenario/aspect":    {"act", "agreement", "engine", "finding", "known", "when"},
	"scenario/reported":  {"agreement", "engine", "engine/issue", "internal/publish/daily", "when"},
	"scenario": append([]string{
		"keyring", "scenario/aspect", "scenario/reconciled", "internal/territoryfile", "territory/shares", "territory/drift", "ledger", "internal/ledgerfile", "engine", "response", "finding", "incident", "coverage", "observation", "report", "agreement", "internal/intake", "internal/intake/doors", "spelling", "engine/flash", "watch", "response/gate", "agreement/lint", "internal/casefile", "scenario/outward", "scenario/reported", "response/tally",
	}, ground...),
	"scenario/reconciled": {"ledger"},
	"internal/casefile":   {},

	"coalition/sourced":     {"when"},
	"coalition/undertaking": {"coalition/sourced", "when"},
	"coalition/force":       {"coalition/sourced", "likeness", "when"},
	"coalition/meeting":     {"coalition/sourced", "internal/icalendar", "when"},
	"coalition/readiness":   {"coalition/sourced", "known", "when"},
	"coalition": {
		"keyring", "internal/access/reads/trail",
		"canon", "when", "coalition/force", "coalition/meeting", "coalition/readiness", "coalition/sourced", "coalition/statement",
		"coalition/undertaking",
	},
	"coalition/statement": {"canon", "coalition/sourced", "when"},
	"coalition/brief": {
		"coalition", "coalition/force", "coalition/meeting", "coalition/readiness", "coalition/sourced", "coalition/statement",
		"coalition/undertaking", "when",
	},
	"coalition/scenario": {
		"canon", "coalition", "coalition/brief", "coalition/force", "coalition/meeting", "coalition/readiness", "coalition/sourced",
		"coalition/statement", "coalition/undertaking", "internal/casefile", "internal/intake/registers", "spelling", "when",
	},
	"coalition/cases": {},
	"coalition/app":   {"spelling/unseen", "canon", "coalition", "journal", "journal/bundle", "journal/sqlite", "when"},

	"internal/intake":   append([]string{"report", "coverage", "spelling"}, ground...),
	"internal/intake/*": append([]string{"internal/intake", "internal/intake/native", "report", "coverage"}, ground...),
	"internal/intake/registers": {
		"canon", "coalition/force", "coalition/meeting", "coalition/readiness", "coalition/sourced", "coalition/statement",
		"coalition/undertaking", "spelling", "when",
	},
	"internal/intake/doors": {
		"internal/intake", "internal/intake/alerts", "internal/intake/csvmap", "internal/intake/firms", "internal/intake/ged",
		"internal/intake/geojson", "internal/intake/native", "internal/intake/ndjson", "internal/intake/osce", "internal/intake/viina",
	},
	"journal":             {"canon"},
	"journal/journaltest": {"journal", "canon"},
	"journal/sqlite":      {"journal", "canon"},
	"journal/tiles":       {"journal", "canon", "internal/durable"},
	"journal/cosigner":    {"journal", "canon", "internal/durable"},
	"journal/bundle":      {"journal", "canon"},

	"internal/ledgerfile": append([]string{"ledger", "observation", "report", "agreement", "internal/intake", "internal/intake/doors", "internal/intake/itemlist"}, ground...),
	"internal/grid":       {"place", "when"},
	"internal/workload":   append([]string{"agreement", "report", "observation"}, ground...),
	"internal/speed": {
		"agreement", "agreement/gazetteer", "app", "canon", "engine", "finding", "finding/sieve", "incident", "internal/durable",
		"keyring", "internal/workload", "journal", "observation", "place", "report", "when",
	},
	"internal/evaluate/join": append([]string{"internal/intake/ged", "incident", "observation", "report"}, ground...),
	"internal/evaluate/alarm": append([]string{
		"coverage", "incident", "internal/intake", "internal/intake/alerts", "internal/intake/firms", "observation", "report",
	}, ground...),
	"internal/durable":       {},
	"internal/durable/*":     {"internal/durable"},
	"internal/entryfile":     {"canon", "engine"},
	"app":                    {"*"},
	"internal/cli":           {"*"},
	"internal/cli/say":       {"spelling", "when"},
	"internal/cli/keep":      {"*"},
	"internal/cli/analyse":   {"*"},
	"internal/cli/desk":      {"*"},
	"internal/cli/procedure": {"*"},
	"internal/cli/distrust": {
		"internal/cli/say", "internal/cli/verb", "app", "canon", "internal/durable", "journal", "journal/bundle", "journal/tiles", "report",
	},
	"internal/cli/verb": {"internal/cli/say", "app", "internal/durable", "journal", "journal/sqlite", "when"},
	"internal/cli/room": {"*"},
	"internal/publish/daily": append([]string{
		"agreement", "coverage", "engine", "engine/issue", "finding", "finding/casualties", "incident", "observation", "report", "watch",
	}, ground...),
	"internal/publish/daily/words": {"when"},
	"internal/publish/daily/sheet": {"agreement", "engine", "finding", "internal/publish/daily", "internal/publish/daily/words", "when"},
	"internal/publish/daily/html":  {"internal/publish/daily/sheet"},
	"internal/publish/daily/pdf":   {"internal/publish/daily/sheet"},
	"internal/publish/daily/plain": {"engine", "internal/publish/daily", "internal/publish/daily/sheet"},
	"internal/publish/daily/geo":   {"agreement", "internal/publish/daily", "place"},
	"internal/cli/publishing":      {"*"},
	"response/rehearse":            {"response", "agreement", "canon", "finding", "response/ballot", "when"},

	"verifier":             {},
	"internal/access":      {},
	"internal/live":        {},
	"internal/api":         {"internal/access", "internal/api/page", "internal/api/web", "spelling/unseen", "when"},
	"internal/api/page":    {"spelling/unseen"},
	"internal/api/help":    {"docs/guide", "internal/access", "internal/api", "internal/api/page"},
	"docs/guide":           {},
	"internal/api/mission": {"*"},
	"internal/api/coalition": {
		"coalition", "coalition/app", "coalition/brief", "coalition/force", "coalition/meeting", "coalition/readiness", "coalition/sourced",
		"coalition/statement", "coalition/undertaking", "internal/access", "internal/access/reads/trail", "internal/api", "internal/api/account", "internal/api/help", "internal/api/page", "internal/api/proof", "internal/live", "journal", "journal/bundle",
		"journal/sqlite", "when",
	},
	"internal/api/proof": {"internal/access", "internal/api", "internal/api/page", "journal", "keyring", "journal/bundle", "journal/sqlite", "verifier"},
	"internal/cli/serve": {"*"},

	"internal/api/mission/desk":      {"*"},
	"internal/api/mission/signed":    {"*"},
	"internal/api/mission/findings":  {"*"},
	"internal/api/mission/ground":    {"*"},
	"internal/api/mission/moving":    {"*"},
	"internal/api/mission/papers":    {"*"},
	"internal/api/mission/incidents": {"*"},
	"internal/api/mission/handover":  {"*"},
	"internal/api/mission/logbook":   {"*"},
	"internal/api/mission/overdue":   {"*"},
	"internal/api/mission/reporting": {"*"},
	"internal/api/mission/texts":     {"*"},
	"internal/api/mission/outward":   {"*"},
	"internal/api/account": {
		"internal/access", "internal/access/reads", "internal/access/reads/trail", "internal/api", "internal/api/page", "internal/people",
		"internal/people/passkey", "keyring", "when",
	},
	"internal/api/features": {"*"},
	"internal/api/feeds":    {"internal/icalendar", "spelling/unseen", "when"},
	"internal/icalendar":    {"spelling/unseen", "when"},

	"agreements": {},
	"cases":      {},

	"internal/access/reads":       {"internal/access/reads/trail", "canon", "internal/durable", "when"},
	"internal/access/reads/trail": {"canon", "when"},
	"internal/publish/approval":   {"canon", "when"},
	"internal/publish/release": append([]string{
		"internal/publish/approval", "engine", "agreement", "finding", "finding/casualties", "incident", "observation", "report", "coverage",
		"response",
	}, ground...),
	"scenario/outward": {
		"agreement", "canon", "engine", "internal/access/reads/trail", "internal/publish/approval", "internal/publish/release", "when",
	},
	"internal/publish/release/proof": {"canon", "journal", "journal/bundle"},

	"internal/sim": {
		"internal/sim/canary", "internal/sim/crash", "internal/sim/evil", "internal/sim/files", "internal/sim/late", "internal/sim/load",
		"internal/sim/rot", "internal/sim/tally",
	},
	"internal/sim/tally":   {},
	"internal/sim/trace":   {},
	"internal/sim/platter": {"internal/sim/trace"},
	"internal/sim/load":    {"canon", "journal", "journal/sqlite"},
	"internal/sim/tree":    {"journal", "journal/cosigner", "journal/tiles"},
	"internal/sim/crash": {
		"internal/durable", "internal/sim/load", "internal/sim/platter", "internal/sim/tally", "internal/sim/trace", "internal/sim/tree", "journal",
		"journal/tiles",
	},
	"internal/sim/files": {
		"internal/durable", "internal/durable/faulty", "internal/sim/tally", "internal/sim/tree", "journal", "journal/cosigner", "journal/tiles",
	},
	"internal/sim/rot": {
		"app", "canon", "engine", "internal/durable", "internal/durable/faulty", "internal/sim/load", "internal/sim/tally", "internal/sim/tree",
		"journal", "journal/bundle", "journal/cosigner", "journal/sqlite", "journal/tiles", "report", "when",
	},
	"internal/sim/evil": {
		"app", "canon", "internal/durable", "internal/durable/faulty", "internal/sim/tally", "internal/sim/tree", "journal", "journal/bundle",
		"journal/cosigner", "journal/sqlite", "journal/tiles",
	},
	"internal/sim/late": append([]string{"keyring", "engine", "internal/sim/tally", "internal/sim/tree", "journal", "report"}, ground...),
	"internal/sim/canary": {
		"engine", "internal/durable", "internal/sim/crash", "internal/sim/evil", "internal/sim/files", "internal/sim/late", "internal/sim/load",
		"internal/sim/rot", "internal/sim/tally", "internal/sim/trace", "journal", "journal/cosigner",
	},
	"cmd/verify": {"internal/sim"},

	"internal/api/web":           {},
	"internal/api/web/makecoast": {},
	"internal/browser":           {},
	"internal/store": append([]string{
		"agreement", "engine", "finding", "incident", "finding/casualties", "agreement/gazetteer", "observation", "report", "response",
	}, ground...),
	"internal/store/sqlite":         append([]string{"agreement", "engine", "finding", "internal/store", "report"}, ground...),
	"internal/store/storetest":      {"*"},
	"internal/store/kept":           {"app", "canon", "engine", "internal/store", "internal/store/sqlite", "journal", "journal/sqlite", "when"},
	"internal/cli/people":           {"*"},
	"internal/people":               {"canon", "keyring", "keyring/assertion", "when"},
	"internal/people/authenticator": {},
	"internal/people/passkey":       {"internal/people", "keyring", "keyring/assertion", "when"},

	"internal/worlds":    {"act", "finding/origin", "place", "place/field", "report"},
	"internal/house":     {},
	"internal/samebytes": {},
	"internal/engines":   {"engine"},
	"cmd/*":              {"internal/cli"},
	"cmd/truce":          {"internal/cli", "internal/cli/desk", "internal/cli/serve"},
}

// missionOnly are the programs that must not reach the coalition's realm by any path (ADR 6).
var missionOnly = []string{"cmd/truce-mission", "engine", "scenario", "app", "internal/cli"}

var importRules = []rule{
	{"packages import only what the table allows", directions},
	{"the mission's programs reach no coalition package", noCoalition},
	{"nothing is imported for its side effects but embed", noBlankImports},
}

// ours returns the packages of this module that a file imports.
func (f *file) ours() []string {
	var out []string
	for _, p := range f.imports() {
		if rest, ok := strings.CutPrefix(p, module); ok {
			out = append(out, rest)
		}
	}
	return out
}

func (f *file) imports() []string {
	var out []string
	for _, spec := range f.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			out = append(out, p)
		}
	}
	return out
}

func directions(t *tree) []string {
	var faults []string
	for _, f := range t.code(anywhere) {
		row, ok := mayImport[f.dir]
		if parent, _, below := cutLast(f.dir); !ok && below {
			row, ok = mayImport[parent+"/*"]
		}
		if !ok {
			faults = append(faults, f.at("package "+f.dir+" has no row in the import table"))
			continue
		}
		for _, p := range f.ours() {
			if slices.Contains(row, p) || slices.Contains(row, "*") && !strings.HasPrefix(p, "cmd/") {
				continue
			}
			faults = append(faults, f.at(fmt.Sprintf("%s must not import %s", f.dir, p)))
		}
	}
	return faults
}

func cutLast(dir string) (parent, last string, ok bool) {
	i := strings.LastIndexByte(dir, '/')
	if i < 0 {
		return "", dir, false
	}
	return dir[:i], dir[i+1:], true
}

func noCoalition(t *tree) []string {
	direct := map[string][]string{}
	for _, f := range t.code(anywhere) {
		direct[f.dir] = append(direct[f.dir], f.ours()...)
	}
	var faults []string
	for _, start := range missionOnly {
		seen := map[string]bool{start: true}
		for queue := []string{start}; len(queue) > 0; queue = queue[1:] {
			for _, p := range direct[queue[0]] {
				if within("coalition")(p) {
					faults = append(faults, fmt.Sprintf("%s reaches %s through %s", start, p, queue[0]))
				}
				if !seen[p] {
					seen[p] = true
					queue = append(queue, p)
				}
			}
		}
	}
	return faults
}

func noBlankImports(t *tree) []string {
	var faults []string
	for _, f := range t.files {
		for _, spec := range f.ast.Imports {
			if spec.Name != nil && spec.Name.Name == "_" && spec.Path.Value != `"embed"` {
				faults = append(faults, f.at("blank import of "+spec.Path.Value))
			}
		}
	}
	return faults
}
