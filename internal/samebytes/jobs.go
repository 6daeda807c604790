// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// parts and step make the sample of real rows: every step-th row, dealt out to so many files.
const (
	parts = 3
	step  = 8
)

// judged are the agreements that are applied together over the sample: one in force in 2014 and 2015, with rival readings, and a
// declaration of 30 hours.
var judged = []string{"agreements/minsk-package-2015.yaml", "agreements/easter-2025-r.yaml"}

// plan lists the jobs: all case files, and a sample of real rows where there are any.
func plan(dir, data string) ([]job, error) {
	jobs := []job{
		{name: "truce test: the cases in the binary", args: []string{"test", "--digest"}},
		{name: "truce lint: a worked example", args: []string{"lint", "--json", judged[0]}},
	}
	source := filepath.Join(data, "ucdp-ged-ukraine", "events.csv")
	files, err := sample(dir, source)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Printf("skipped: truce judge over real rows: %s is absent\n", source)
		return jobs, nil
	}
	if err != nil {
		return nil, fmt.Errorf("sample %s: %w", source, err)
	}
	args := []string{"judge", "--format", "ged"}
	for _, name := range judged {
		args = append(args, "--agreement", name)
	}
	return append(jobs, job{name: "truce judge: a sample of UCDP GED rows", args: args, files: files}), nil
}

// sample deals rows of a CSV file out to files in dir, each with the heading, and returns their names.
func sample(dir, source string) ([]string, error) {
	f, err := os.Open(source)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < parts*step {
		return nil, fmt.Errorf("%d rows, want %d at least", len(rows), parts*step)
	}
	dealt := make([][][]string, parts)
	for i := 1; i < len(rows); i += step {
		n := i / step % parts
		dealt[n] = append(dealt[n], rows[i])
	}
	var files []string
	for n, part := range dealt {
		name := filepath.Join(dir, fmt.Sprintf("part-%d.csv", n+1))
		out, err := os.Create(name)
		if err != nil {
			return nil, err
		}
		if err := csv.NewWriter(out).WriteAll(append(rows[:1:1], part...)); err != nil {
			out.Close()
			return nil, err
		}
		if err := out.Close(); err != nil {
			return nil, err
		}
		files = append(files, name)
	}
	return files, nil
}
