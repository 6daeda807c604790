// SPDX-License-Identifier: Apache-2.0

package territoryfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"truce/place"
	"truce/territory/shares"
)

// isCodifier tells whether a file begins as the state codifier does.
func isCodifier(head []byte) bool {
	return strings.Count(string(head), ";") >= 6 && bytes.Contains(head, []byte("Перший рівень"))
}

// parseCodifier reads the KATOTTG codifier, five columns of codes with a category and a name, into its hromadas. Their names are those of
// the settlements in them, so that a place is found by its settlement; a settlement's name that stands twice in a hromada is one name.
func parseCodifier(name string, data []byte) (shares.Roll, error) {
	r := shares.Roll{Name: "hromadas of the KATOTTG codifier", Source: name}
	if len(data) > MaxFile {
		return r, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	index := map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for row := 0; lines.Scan(); row++ {
		if row == 0 || len(lines.Bytes()) == 0 {
			continue
		}
		fields := strings.Split(strings.TrimPrefix(lines.Text(), "\ufeff"), ";")
		if len(fields) != 7 {
			return r, fmt.Errorf("%s: row %d: %d columns, want 7", name, row, len(fields))
		}
		code, category, called := strings.TrimSpace(fields[2]), strings.TrimSpace(fields[5]), strings.TrimSpace(fields[6])
		switch {
		case code == "":
			continue // an oblast, a raion or a city of special status
		case len(code) != 19 || !strings.HasPrefix(code, "UA"):
			return r, fmt.Errorf("%s: row %d: code %.30q: a KATOTTG code has UA and 17 digits", name, row, code)
		}
		i, ok := index[code]
		if !ok {
			i = len(r.Units)
			index[code] = i
			r.Units = append(r.Units, shares.Unit{Code: "katottg:" + code, Oblast: code[:4], Crimea: code[:4] == "UA01" || code[:4] == "UA85"})
		}
		// M, T, X and C are settlements; H is the hromada itself and B a part of a city.
		if strings.Contains("MTXCМТХС", category) && category != "" {
			r.Units[i].Names = append(r.Units[i].Names, called)
		}
	}
	if err := lines.Err(); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// LocateRoll gives the units of a roll by KATOTTG codes the centres that a file has for the first nine characters of their codes
// ({"UA0102003": {"lat_centroid": 44.8, "lon_centroid": 33.8}}).
func LocateRoll(r shares.Roll, name string, data []byte) (shares.Roll, error) {
	if len(data) > MaxFile {
		return r, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	var centres map[string]struct {
		Lat json.Number `json:"lat_centroid"`
		Lon json.Number `json:"lon_centroid"`
	}
	if err := json.Unmarshal(data, &centres); err != nil {
		return r, fmt.Errorf("%s: an object of centres is due: %w", name, err)
	}
	units := make([]shares.Unit, len(r.Units))
	for i, u := range r.Units {
		code := strings.TrimPrefix(u.Code, "katottg:")
		if c, ok := centres[code[:min(9, len(code))]]; ok {
			at, err := position(c.Lat.String(), c.Lon.String())
			if err != nil {
				return r, fmt.Errorf("%s: %s: %w", name, code, err)
			}
			u.At = &at
		}
		units[i] = u
	}
	r.Units = units
	return r, nil
}

// oblastOf turns the first administrative division of GeoNames into the code of an oblast, empty for one that is not Ukraine's.
func oblastOf(admin1 string) string {
	codes := []string{
		"UA71", "UA74", "UA73", "UA12", "UA14", "UA26", "UA63", "UA65", "UA68", "UA35", "UA01", "UA80", "UA32", "UA44", "UA46", "UA48", "UA51",
		"UA53", "UA56", "UA85", "UA59", "UA61", "UA05", "UA07", "UA21", "UA23", "UA18",
	}
	n, err := strconv.Atoi(admin1)
	if err != nil || n < 1 || n > len(codes) {
		return ""
	}
	return codes[n-1]
}

// ParseGeoNames reads a table of GeoNames (tabs; id, name, ASCII name, other names with commas, latitude, longitude, ..., the first
// division in column 11) as a roll that knows the names and oblasts of places of Ukraine.
func ParseGeoNames(name string, data []byte) (shares.Roll, error) {
	r := shares.Roll{Name: "places of GeoNames", Source: name}
	if len(data) > MaxFile {
		return r, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	lines := bufio.NewReader(bytes.NewReader(data))
	for row := 1; ; row++ {
		line, err := lines.ReadString('\n')
		if err != nil && err != io.EOF {
			return r, fmt.Errorf("%s: %w", name, err)
		}
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			u, fault := geoName(strings.Split(line, "\t"))
			if fault != nil {
				return r, fmt.Errorf("%s: row %d: %w", name, row, fault)
			}
			r.Units = append(r.Units, u)
		}
		if err == io.EOF {
			return r, nil
		}
	}
}

func geoName(fields []string) (shares.Unit, error) {
	if len(fields) < 15 {
		return shares.Unit{}, fmt.Errorf("%d columns, want 15 or more", len(fields))
	}
	at, err := position(fields[4], fields[5])
	if err != nil {
		return shares.Unit{}, err
	}
	u := shares.Unit{Code: "geonames:" + fields[0], Names: append([]string{fields[1]}, strings.Split(fields[3], ",")...), At: &place.Point{Lat: at.Lat, Lon: at.Lon}, Oblast: oblastOf(fields[10])}
	u.Crimea = u.Oblast == "UA01" || u.Oblast == "UA85"
	if u.Population, err = strconv.ParseInt(fields[14], 10, 40); err != nil || u.Population < 0 {
		return shares.Unit{}, fmt.Errorf("population %.20q: use a whole number", fields[14])
	}
	return u, nil
}
