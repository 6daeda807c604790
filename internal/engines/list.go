// SPDX-License-Identifier: Apache-2.0

package main

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"truce/engine"
)

//go:embed versions.txt
var listed string

// release is an engine version and the commit whose truce is of it.
type release struct {
	version string
	commit  string // the whole hash: tags do not survive, a committed hash does
	before  bool   // it is before today's version
}

var (
	versionForm = regexp.MustCompile(`^truce/engine/([1-9][0-9]{0,8})$`)
	commitForm  = regexp.MustCompile(`^[0-9a-f]{40}$`)
)

// number is the number of an engine version.
func number(version string) (int, error) {
	m := versionForm.FindStringSubmatch(version)
	if m == nil {
		return 0, fmt.Errorf("engine version %.80q: want truce/engine/N", version)
	}
	return strconv.Atoi(m[1])
}

// releases reads a list as today's version must find it: every version before it once, in order, and perhaps itself.
func releases(list, today string) ([]release, error) {
	last, err := number(today)
	if err != nil {
		return nil, err
	}
	var out []release
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 2 || !commitForm.MatchString(fields[1]) {
			return nil, fmt.Errorf("line %.80q: want a version and the whole hash of a commit", line)
		}
		n, err := number(fields[0])
		if err != nil {
			return nil, err
		}
		if n != len(out)+1 || n > last {
			return nil, fmt.Errorf("%s stands as row %d of a list for %s: want each version before it once, in order", fields[0], len(out)+1, today)
		}
		out = append(out, release{fields[0], fields[1], n < last})
	}
	if len(out) < last-1 {
		return nil, fmt.Errorf("%s is today's version, and the list ends after %d: add a row for each version before it, or nobody can recompute its findings", today, len(out))
	}
	return slices.Clip(out), nil
}

// today reads the list for the version of this program.
func today() ([]release, error) {
	list, err := releases(listed, engine.Version)
	if err == nil && len(list) == 0 {
		err = errors.New("the list is empty: nothing would be checked")
	}
	return list, err
}
