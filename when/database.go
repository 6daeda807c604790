// SPDX-License-Identifier: Apache-2.0

package when

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"truce/spelling"
)

// Database is the release of the IANA time zone database that is built in. Which instant a civil time means may
// change with it, so it belongs to whatever identifies a rule set.
const Database = "2025c"

// The file is the one that the Go distribution carries, unchanged; the database is in the public domain. To take
// a newer release, run go generate with a Go that has it, then change Database and the digest in its test.
//
//go:generate cp $GOROOT/lib/time/zoneinfo.zip zoneinfo/zoneinfo.zip
//go:embed zoneinfo/zoneinfo.zip
var zoneinfo []byte

// rules are the clocks of one zone.
type rules struct {
	name     string
	location *time.Location
}

// database holds every zone by name and never changes. It is filled at the start, in some 2 ms, so that a Zone is
// one pointer: equal zones compare equal, and a zone can be read from many goroutines without a lock.
var database = readDatabase()

func readDatabase() map[string]*rules {
	archive, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		panic(fmt.Sprintf("when: built-in zone database: %v", err))
	}
	zones := make(map[string]*rules, len(archive.File))
	for _, file := range archive.File {
		// Factory is the database's own word for "not set".
		if strings.HasSuffix(file.Name, "/") || file.Name == "Factory" {
			continue
		}
		location, err := readZone(file)
		if err != nil {
			panic(fmt.Sprintf("when: built-in zone %s: %v", file.Name, err))
		}
		zones[file.Name] = &rules{name: file.Name, location: location}
	}
	return zones
}

func readZone(file *zip.File) (*time.Location, error) {
	r, err := file.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(file.Name, data)
}

// ZoneNames returns every name that LoadZone knows, sorted, old and new names alike.
func ZoneNames() []string { return slices.Sorted(maps.Keys(database)) }

// nearestName returns the zone name that needs the fewest changed letters, whole or without its region, and ""
// where none is near.
func nearestName(name string) string {
	const longest = 40
	name = strings.ToLower(strings.ReplaceAll(name, " ", "_"))
	if name == "" || len(name) > longest {
		return ""
	}
	best, least := "", len(name)/3+1
	for _, candidate := range ZoneNames() {
		lower := strings.ToLower(candidate)
		n := spelling.Distance(name, lower)
		if i := strings.LastIndexByte(lower, '/'); i >= 0 {
			n = min(n, spelling.Distance(name, lower[i+1:]))
		}
		if n < least {
			best, least = candidate, n
		}
	}
	return best
}
