// SPDX-License-Identifier: Apache-2.0

// Package peers_test measures what others do of the same beside what judging does, in one run.
package peers_test

import (
	"fmt"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"

	"truce/act"
	"truce/agreement"
	"truce/canon"
	"truce/finding/sieve"
	"truce/incident"
	"truce/internal/workload"
	"truce/observation"
	"truce/place"
	"truce/report"
)

// theatre returns the text of fifty terms, and the incidents of a theatre of which one account says a point with a radius: those
// alone can be put to expressions over numbers.
func theatre(t testing.TB) (*agreement.Compiled, []*incident.Incident) {
	t.Helper()
	text, err := agreement.Compile(workload.Accord(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []*incident.Incident
	for _, r := range workload.NewStream(1, 1_772_409_600_000, 1000).Next(8000) {
		sum, err := r.Extract.Digest()
		if err != nil {
			t.Fatal(err)
		}
		seen := observation.Extract(report.ID(sum, canon.Salt{}), r.Extract, text.Locate)
		if seen[0].Where().Circle == nil || seen[0].Where().Name != "" {
			continue
		}
		joiner := incident.NewJoiner()
		joiner.Add([]*observation.Observation{&seen[0]})
		all = append(all, joiner.All()...)
	}
	return text, all
}

// expression writes what the sieve asks of a term in CEL: act, weapon and calibre, the bounds of its zones, the date and the
// minutes of the day. What is not known stays open, as it does there.
func expression(t testing.TB, text *agreement.Compiled, r *agreement.Rule) string {
	t.Helper()
	quoted := func(words []string) string { return `["` + strings.Join(words, `", "`) + `"]` }
	var acts []string
	for _, a := range act.Acts() {
		if act.SetOf(a).Meets(act.SetOf(r.Acts...)) {
			acts = append(acts, string(a))
		}
	}
	parts := []string{"act in " + quoted(acts)}
	var boxes []string
	for _, id := range r.Where {
		low, high, ok := text.Locate(place.Region{Name: string(id)}).Box()
		if !ok {
			t.Fatalf("%s is not drawn", id)
		}
		const tolerance = 300 * 92 // two hundred metres and the tolerance of the zones
		boxes = append(boxes, fmt.Sprintf("lat + reach >= %d && lat - reach <= %d && lon + 4 * reach >= %d && lon - 4 * reach <= %d",
			low.Lat-tolerance, high.Lat+tolerance, low.Lon-4*tolerance, high.Lon+4*tolerance))
	}
	parts = append(parts, "("+strings.Join(boxes, " || ")+")")
	if w := r.Weapons; len(w.Classes) > 0 {
		var classes []string
		for _, c := range w.Classes {
			classes = append(classes, string(c))
		}
		parts = append(parts, fmt.Sprintf(`(class == "" || class in %s) && (calibre == 0 || calibre >= %d)`, quoted(classes), w.AtLeast))
	}
	if r.Term.From != "" {
		parts = append(parts, fmt.Sprintf("to >= %d", int64(r.Span.From)))
	}
	for _, id := range r.When {
		parts = append(parts, map[agreement.TimeID]string{
			"night": "(minute >= 1190 || minute < 310)", "works": "(minute >= 530 && minute < 910)",
		}[id])
	}
	return strings.Join(parts, " && ")
}

// programs compiles the terms once.
func programs(t testing.TB, text *agreement.Compiled) []cel.Program {
	t.Helper()
	env, err := cel.NewEnv(
		cel.Variable("act", cel.StringType), cel.Variable("class", cel.StringType), cel.Variable("calibre", cel.IntType),
		cel.Variable("lat", cel.IntType), cel.Variable("lon", cel.IntType), cel.Variable("reach", cel.IntType),
		cel.Variable("to", cel.IntType), cel.Variable("minute", cel.IntType),
	)
	if err != nil {
		t.Fatal(err)
	}
	var out []cel.Program
	for _, r := range text.Rules() {
		ast, issues := env.Compile(expression(t, text, r))
		if issues.Err() != nil {
			t.Fatal(issues.Err())
		}
		p, err := env.Program(ast, cel.EvalOptions(cel.OptOptimize))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

// variables are an incident for the expressions.
func variables(inc *incident.Incident) map[string]any {
	s := inc.Members[0].Sighting
	class, calibre := "", int64(0)
	if s.Weapon != nil {
		class, calibre = string(s.Weapon.Class), int64(s.Weapon.Calibre)
	}
	metres := int64(s.Where.Circle.Radius / place.Metre)
	return map[string]any{
		"act": string(s.Act), "class": class, "calibre": calibre, "lat": int64(s.Where.Circle.Centre.Lat), "lon": int64(s.Where.Circle.Centre.Lon),
		"reach": metres * 92, "to": int64(inc.When.To), "minute": int64(inc.When.From) / 60_000 % 1440,
	}
}

// TestWhatTheSieveLeavesIsTrueInCEL holds the expressions to be the same terms: whatever the sieve leaves to be asked, they hold
// of.
func TestWhatTheSieveLeavesIsTrueInCEL(t *testing.T) {
	text, all := theatre(t)
	list, s := programs(t, text), sieve.New(text, text.Rules())
	asked, held := 0, 0
	for _, inc := range all {
		found, vars := s.Sift(inc), variables(inc)
		for i, p := range list {
			out, _, err := p.Eval(vars)
			if err != nil {
				t.Fatal(err)
			}
			holds, ask := out.Value() == true, found.Mark(i) == sieve.Ask
			if ask && !holds {
				t.Errorf("term %s is asked of %+v, and is false in CEL: %s", text.Rules()[i].Term.ID, vars, expression(t, text, text.Rules()[i]))
			}
			if ask {
				asked++
			}
			if holds {
				held++
			}
		}
	}
	if asked == 0 || held > asked*5/4 {
		t.Errorf("%d are asked and %d hold in CEL: want about the same", asked, held)
	}
}

// BenchmarkTerms judges an incident against fifty terms: by the sieve that judging begins with, and by fifty programs of cel-go over
// variables that are ready, so that neither reading them nor words are in it. Run it with:
// go test -C tools/peers -run '^$' -bench Terms -count 5 .
func BenchmarkTerms(b *testing.B) {
	text, all := theatre(b)
	b.Run("truce", func(b *testing.B) {
		s := sieve.New(text, text.Rules())
		for i := 0; b.Loop(); i++ {
			s.Sift(all[i%len(all)])
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
	})
	b.Run("cel-go", func(b *testing.B) {
		list := programs(b, text)
		vars := make([]map[string]any, len(all))
		for i, inc := range all {
			vars[i] = variables(inc)
		}
		for i := 0; b.Loop(); i++ {
			for _, p := range list {
				if _, _, err := p.Eval(vars[i%len(vars)]); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
	})
}
