// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// judged are the agreements that are applied together over the samples: one in force in 2014 to 2022, with rival
// readings, and a declaration of 30 hours.
var judged = []string{"--agreement", "agreements/minsk-package-2015.yaml", "--agreement", "agreements/easter-2025-r.yaml"}

// plan lists the jobs: all case files, a lint, every door over invented rows, and samples of real rows where there are
// any. What the doors of context read opens nothing, so it is the record that is compared.
func plan(dir, data string) ([]job, error) {
	jobs := []job{
		{name: "truce test: the cases in the binary", args: []string{"test", "--digest"}},
		{name: "truce lint: a worked example", args: []string{"lint", "--json", judged[1]}},
		{name: "truce reconcile: two invented lists", args: []string{
			"reconcile", "--json", "--zone", "Europe/Kyiv", "--definition", "internal/cli/testdata/common/definition.yaml",
			"internal/cli/testdata/common/first-list.csv", "internal/cli/testdata/common/second-list.csv",
		}},
		{name: "truce quiet: a case", args: []string{"quiet", "seven-days-of-silence-zolote-2019", "--clock", "silence-zolote", "--json"}},
		{name: "truce coverage: a case", args: []string{"coverage", "seven-days-of-silence-zolote-2019", "--area", "zolote", "--json"}},
	}
	files := map[string]string{}
	for name, text := range invented {
		files[name] = filepath.Join(dir, name)
		if err := os.WriteFile(files[name], []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	judge := append([]string{"judge"}, judged...)
	mapped := slices.Concat(judge, []string{"--format", "csvmap", "--mapping", files["mapping.yaml"]})
	jobs = append(jobs,
		job{name: "truce judge: invented rows of OSCE, NDJSON with a layer, GeoJSON", args: judge, files: []string{files["osce.csv"], files["native.ndjson"], files["points.geojson"]}, record: true},
		job{name: "truce judge: invented rows of a CSV by a mapping", args: mapped, files: []string{files["mapped.csv"]}, record: true},
	)
	ged, err := gedRows.deal(dir, data)
	if err != nil {
		return nil, err
	}
	if ged != nil {
		jobs = append(jobs, job{name: "truce judge: a sample of UCDP GED rows", args: slices.Concat(judge, []string{"--format", "ged"}), files: ged},
			job{name: "truce reconcile: two parts of that sample", args: append([]string{"reconcile", "--json", "--format", "ged"}, append(slices.Clone(judged[:2]), ged[:2]...)...)})
	}
	var context []string
	for _, s := range contexts {
		dealt, err := s.deal(dir, data)
		if err != nil {
			return nil, err
		}
		context = append(context, dealt...)
	}
	if context != nil {
		jobs = append(jobs, job{name: "truce judge: samples of FIRMS, VIINA and alerts", args: judge, files: context, record: true})
	}
	return jobs, nil
}

// sample is how much of a file of real rows is read: every step-th row, dealt out to so many files.
type sample struct {
	source      string // below the folder of data
	step, parts int
}

var gedRows = sample{"ucdp-ged-ukraine/events.csv", 8, 3}

// contexts are the files whose rows open nothing. Of the changes of hand one part is made: a place has its rows in one file.
var contexts = []sample{
	{"firms-viirs-2023/fire_nrt_SV-C2_400448.csv", 300, 2},
	{"air-raid-sirens/official_data_en_to_20240423.csv", 400, 1},
	{"air-raid-sirens/volunteer_data_en_to_20241010.csv", 400, 1},
	{"viina-2026/DERIVED_control_transitions_geocoded.csv", 25, 1},
	{"viina-2026/viina-events-2026.json", 150, 1},
}

// deal writes the sample into files in dir and returns their names; none where the source is absent, which it says.
func (s sample) deal(dir, data string) ([]string, error) {
	in, err := os.ReadFile(filepath.Join(data, filepath.FromSlash(s.source)))
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("skipped: truce judge over real rows: %s is absent\n", s.source)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	write := s.csv
	if filepath.Ext(s.source) == ".json" {
		write = s.days
	}
	files, err := write(dir, in)
	if err != nil {
		return nil, fmt.Errorf("sample %s: %w", s.source, err)
	}
	return files, nil
}

func (s sample) name(dir string, part int) string {
	return filepath.Join(dir, fmt.Sprintf("part-%d-%s", part+1, filepath.Base(s.source)))
}

// csv deals rows of a CSV file, each file with the heading.
func (s sample) csv(dir string, in []byte) ([]string, error) {
	rows, err := csv.NewReader(bytes.NewReader(in)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < s.parts*s.step {
		return nil, fmt.Errorf("%d rows, want %d at least", len(rows), s.parts*s.step)
	}
	dealt := make([][][]string, s.parts)
	for i := 1; i < len(rows); i += s.step {
		n := i / s.step % s.parts
		dealt[n] = append(dealt[n], rows[i])
	}
	var files []string
	for n, part := range dealt {
		var out bytes.Buffer
		if err := csv.NewWriter(&out).WriteAll(append(rows[:1:1], part...)); err != nil {
			return nil, err
		}
		files = append(files, s.name(dir, n))
		if err := os.WriteFile(files[n], out.Bytes(), 0o600); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// days takes elements of an object of lists, one list a day, into one file.
func (s sample) days(dir string, in []byte) ([]string, error) {
	var all map[string][]json.RawMessage
	if err := json.Unmarshal(in, &all); err != nil {
		return nil, err
	}
	out, i := map[string][]json.RawMessage{}, 0
	for _, day := range slices.Sorted(maps.Keys(all)) {
		for _, element := range all[day] {
			if i%s.step == 0 {
				out[day] = append(out[day], element)
			}
			i++
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	name := s.name(dir, 0)
	return []string{name}, os.WriteFile(name, text, 0o600)
}
