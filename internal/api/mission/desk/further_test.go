// SPDX-License-Identifier: Apache-2.0

package desk_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"truce/act"
	"truce/engine"
	"truce/internal/access"
	"truce/place"
	"truce/report"
)

// known is what a monitor knows of the weapon, of where it came from and of harm.
func known() url.Values {
	form := seen()
	maps.Copy(form, url.Values{
		"lat": {"47.5"}, "lon": {"37.5"}, "accuracy": {"50"}, "weapon": {"mortar"}, "calibre": {"82"}, "model": {"2B14"},
		"origin_bearing": {"90"}, "origin_near": {"1000"}, "origin_far": {"8000"}, "origin_place": {"the quarry"},
		"harm_1": {"injured"}, "of_1": {"civilian"}, "hurt_1": {"2-3"}, "harm_2": {"killed"}, "of_2": {"combatant"}, "age_2": {"adult"}, "hurt_2": {"1"}, "harm_known": {"told by the hospital"},
	})
	return form
}

func TestAReportSaysWithWhatFromWhereAndWhoWasHarmed(t *testing.T) {
	r := open(t, week)
	monitor := r.as(access.Monitor)
	if text := monitor.must("/report"); strings.Count(text, "<details>") != 3 || !strings.Contains(text, "<summary>Where it came from</summary>") {
		t.Error("the further fields are not folded up")
	}
	if w := monitor.send("/report", known()); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var got report.Sighting
	r.state(func(s *engine.State) {
		list := s.Observations()
		got = list[len(list)-1].Sighting
	})
	if want := (act.Weapon{Class: "mortar", Model: "2B14", Calibre: 820}); got.Weapon == nil || *got.Weapon != want {
		t.Errorf("weapon %+v, want %+v", got.Weapon, want)
	}
	if got.Origin == nil || got.Origin.Name != "the quarry" || len(got.Origin.Sectors) != 1 {
		t.Fatalf("origin %+v", got.Origin)
	}
	if s := got.Origin.Sectors[0]; s.From != 75_000 || s.To != 105_000 || s.Distance != (place.Range{Least: place.Kilometre, Most: 8 * place.Kilometre}) {
		t.Errorf("origin %+v", s)
	}
	if got.Where.Name != "marker 2" || len(got.Where.Sectors) != 0 {
		t.Errorf("where it fell became where it came from: %+v", got.Where)
	}
	want := []report.Casualties{{Harm: "injured", Of: "civilian", Age: "unknown", Least: 2, Most: 3}, {Harm: "killed", Of: "combatant", Age: "adult", Least: 1, Most: 1}}
	if diff := cmp.Diff(want, got.Casualties); diff != "" {
		t.Error(diff)
	}
	if !strings.HasSuffix(got.Words, "; harm known: told by the hospital") {
		t.Errorf("words %q", got.Words)
	}
}

func TestWhatAReportSaysFurtherIsRefusedWhereItCannotBeRead(t *testing.T) {
	r := open(t, week)
	monitor := r.as(access.Monitor)
	for name, change := range map[string]url.Values{
		"a weapon that is in no list":            {"weapon": {"catapult"}},
		"a calibre that is no number":            {"calibre": {"large"}},
		"a calibre of a metre and more":          {"calibre": {"1500"}},
		"a direction without a distance":         {"origin_far": {""}},
		"a distance without a direction":         {"origin_bearing": {""}},
		"a direction from nowhere":               {"lat": {""}, "lon": {""}},
		"an origin without any width":            {"origin_width": {"0"}},
		"the near end beyond the far":            {"origin_near": {"9000"}},
		"harm to nobody knows how many":          {"hurt_1": {""}},
		"a number of people without what befell": {"harm_2": {""}},
		"a kind of people that there is not":     {"of_1": {"unlucky"}},
		"a target that is in no list":            {"target": {"the moon"}},
		"how harm is known without any":          {"harm_1": {""}, "hurt_1": {""}, "harm_2": {""}, "hurt_2": {""}},
	} {
		form := known()
		maps.Copy(form, change)
		w := monitor.send("/report", form)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "<details open>") {
			t.Errorf("%s: %d, and what was written is not shown again", name, w.Code)
		}
	}
}

// A direction that cannot be drawn is refused: left out, it would be lost, and without width it would be all around.
func TestADirectionIsNeitherLostNorAllAround(t *testing.T) {
	r := open(t, week)
	monitor := r.as(access.Monitor)
	from := url.Values{"lat": {"47.5"}, "lon": {"37.5"}, "accuracy": {"50"}, "bearing": {"90"}, "width": {"30"}, "far": {"5000"}}
	for name, change := range map[string]url.Values{
		"from nowhere":               {"lat": {""}, "lon": {""}},
		"a distance from nowhere":    {"lat": {""}, "lon": {""}, "bearing": {""}},
		"without any width":          {"width": {"0"}},
		"of less than is known":      {"width": {"0.0004"}},
		"of a width that is no word": {"width": {""}},
	} {
		form := seen()
		maps.Copy(form, from)
		maps.Copy(form, change)
		if w := monitor.send("/report", form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a direction %s: %d", name, w.Code)
		}
	}
	form := seen()
	maps.Copy(form, from)
	maps.Copy(form, url.Values{"width": {"360"}})
	if w := monitor.send("/report", form); w.Code != http.StatusSeeOther {
		t.Errorf("all around, as it was said: %d %s", w.Code, w.Body)
	}
}
