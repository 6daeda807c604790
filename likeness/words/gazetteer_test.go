// SPDX-License-Identifier: Apache-2.0

package words_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"truce/likeness/words"
)

const hromadas = "../../../shared/data/gazetteer-ukraine/hromada_trilingual_centroids.json"

type hromada struct{ UA, RU, EN string }

func readHromadas(t testing.TB) map[string]hromada {
	t.Helper()
	data, err := os.ReadFile(hromadas)
	if err != nil {
		t.Skip("the data folder is not beside the checkout: ", err)
	}
	var all map[string]hromada
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNamesOfCommunitiesMeet measures, on the names of all communities of Ukraine in three languages, what docs/METHOD.md
// says. The names come from KATOTTG by way of the trilingual centroids of the gazetteer.
func TestNamesOfCommunitiesMeet(t *testing.T) {
	all := readHromadas(t)
	ukru, uken, meet := 0, 0, 0
	named := map[string][]string{} // by the stems of the Ukrainian name
	for _, h := range all {
		ua, ru, en := words.Of(h.UA, 0), words.Of(h.RU, 0), words.Of(h.EN, 0)
		if slices.Equal(ua, ru) {
			ukru++
		}
		if slices.Equal(ua, en) {
			uken++
		}
		if slices.Equal(ua, ru) && slices.Equal(ua, en) {
			meet++
		}
		if key := fmt.Sprint(ua); !slices.Contains(named[key], h.UA) {
			named[key] = append(named[key], h.UA)
		}
	}
	names, collide := 0, 0
	for _, same := range named {
		names += len(same)
		collide += len(same) * (len(same) - 1) / 2
	}
	pairs := names * (names - 1) / 2
	t.Logf("%d communities: %d meet in all three languages, %d in Ukrainian and Russian, %d in Ukrainian and English", len(all), meet, ukru, uken)
	t.Logf("%d names: %d of %d pairs collide", names, collide, pairs)
	if meet < 1470 || uken < 1535 || collide > 45 {
		t.Error("worse than docs/METHOD.md says")
	}
}
