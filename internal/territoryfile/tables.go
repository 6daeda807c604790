// SPDX-License-Identifier: Apache-2.0

package territoryfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"truce/internal/intake"
	"truce/place"
	"truce/territory"
	"truce/territory/drift"
	"truce/territory/shares"
	"truce/when"
)

// maxRows is how many rows a table may have.
const maxRows = 200_000

// table is a CSV with a heading, whole in memory.
type table struct {
	name    string
	columns map[string]int
	rows    [][]string
}

func readTable(name string, data []byte, due ...string) (*table, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	heading, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: no heading: %w", name, err)
	}
	t := &table{name: name, columns: map[string]int{}}
	for i, column := range heading {
		if _, twice := t.columns[column]; twice {
			return nil, fmt.Errorf("%s: column %.40q is there twice", name, column)
		}
		t.columns[column] = i
	}
	for _, column := range due {
		if _, ok := t.columns[column]; !ok {
			return nil, fmt.Errorf("%s: no column %s: it needs %s", name, column, strings.Join(due, ", "))
		}
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if t.rows = append(t.rows, row); len(t.rows) > maxRows {
			return nil, fmt.Errorf("%s: more than %d rows", name, maxRows)
		}
	}
}

// get returns a field; empty where there is no such column.
func (t *table) get(row []string, column string) string {
	i, ok := t.columns[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// fault names a row, counted from 1 without the heading.
func (t *table) fault(row int, err error) error {
	return fmt.Errorf("%s: row %d: %w", t.name, row+1, err)
}

// ParseRoll reads the places that make a denominator from the KATOTTG codifier itself or a CSV: hromadas by their KATOTTG codes (hromada_code, hromada_name,
// oblast_code), or places by their numbers in GeoNames (geonameid, name, latitude, longitude, and population and admin1 where they
// are known). A code that stands on several rows is one unit, as its first row has it. Crimea and Sevastopol are told by the codes of
// the list: UA01 and UA85, or admin1 11 and 20.
func ParseRoll(name string, data []byte) (shares.Roll, error) {
	head, _, _ := bytes.Cut(data, []byte("\n"))
	if isCodifier(head) {
		return parseCodifier(name, data)
	}
	if bytes.Contains(head, []byte("hromada_code")) {
		return parseHromadas(name, data)
	}
	return parsePlaces(name, data)
}

func parseHromadas(name string, data []byte) (shares.Roll, error) {
	t, err := readTable(name, data, "hromada_code")
	if err != nil {
		return shares.Roll{}, err
	}
	r := shares.Roll{Name: "hromadas of the KATOTTG codifier", Source: name}
	seen := map[string]bool{}
	for i, row := range t.rows {
		code := t.get(row, "hromada_code")
		if len(code) != 19 || !strings.HasPrefix(code, "UA") {
			return r, t.fault(i, fmt.Errorf("code %.30q: a KATOTTG code has UA and 17 digits", code))
		}
		if seen[code] {
			continue
		}
		seen[code] = true
		u := shares.Unit{Code: "katottg:" + code, Oblast: code[:4], Crimea: code[:4] == "UA01" || code[:4] == "UA85"}
		for _, column := range []string{"hromada_name", "hromada_short_name"} {
			if n := t.get(row, column); n != "" {
				u.Names = append(u.Names, n)
			}
		}
		r.Units = append(r.Units, u)
	}
	return r, nil
}

func parsePlaces(name string, data []byte) (shares.Roll, error) {
	t, err := readTable(name, data, "geonameid", "name", "latitude", "longitude")
	if err != nil {
		return shares.Roll{}, err
	}
	r := shares.Roll{Name: "places in the file", Source: name}
	seen := map[string]bool{}
	for i, row := range t.rows {
		id := t.get(row, "geonameid")
		if seen[id] {
			continue
		}
		seen[id] = true
		at, err := position(t.get(row, "latitude"), t.get(row, "longitude"))
		if err != nil {
			return r, t.fault(i, err)
		}
		u := shares.Unit{Code: "geonames:" + id, Names: []string{t.get(row, "name")}, At: &at}
		if admin := t.get(row, "admin1"); admin != "" {
			u.Oblast, u.Crimea = "admin1 "+admin, admin == "11" || admin == "20"
		}
		if text := t.get(row, "population"); text != "" {
			if u.Population, err = strconv.ParseInt(text, 10, 40); err != nil || u.Population < 0 {
				return r, t.fault(i, fmt.Errorf("population %.20q: use a whole number", text))
			}
		}
		r.Units = append(r.Units, u)
	}
	return r, nil
}

func position(lat, lon string) (p place.Point, err error) {
	if p.Lat, err = place.ParseDegrees(lat); err != nil {
		return p, fmt.Errorf("latitude: %w", err)
	}
	if p.Lon, err = place.ParseDegrees(lon); err != nil {
		return p, fmt.Errorf("longitude: %w", err)
	}
	return p, (place.Region{Circle: &place.Circle{Centre: p}}).Check()
}

// ParseStatus reads the ministry's list of hromadas with their status in September 2022 (hromada_code, Status_war_sept). The holder is in
// the list's own words: occupied or not occupied. It is a claim, since the ministry is a side's. The list says how things stood in
// September without a day: it speaks of the last day of the month, and was published no earlier than the last month that it names,
// November.
func ParseStatus(name string, data []byte, zone when.Zone) (shares.Account, error) {
	t, err := readTable(name, data, "hromada_code", "Status_war_sept")
	if err != nil {
		return shares.Account{}, err
	}
	valid := zone.Whole(when.Date{Year: 2022, Month: 9, Day: 30})
	a := shares.Account{
		Name: "status of hromadas, September 2022", Source: "Minregion, as " + name, Kind: territory.Claimed,
		Published: zone.Whole(when.Date{Year: 2022, Month: 11, Day: 30}).To, Valid: valid,
	}
	for i, row := range t.rows {
		holder := "not occupied"
		switch status := t.get(row, "Status_war_sept"); status {
		case "occupied":
			holder = status
		case "not occupied", "deoccupied", "not occupied, in the war zone":
		default:
			return a, t.fault(i, fmt.Errorf("status %.40q: it is none of the list's", status))
		}
		code := t.get(row, "hromada_code")
		a.Records = append(a.Records, shares.Record{
			Mark:    territory.Mark{Name: t.get(row, "hromada_short_name"), Code: "katottg:" + code, Holds: []territory.Hold{{From: valid.From, Holder: holder}}},
			Nowhere: true, Oblast: code[:min(4, len(code))],
		})
	}
	return a, nil
}

// timelineHolders are the words of VIINA, as its door of control has them.
func timelineHolder(word string) (holder string, ok bool) {
	switch word {
	case "RU", "UA":
		return word, true
	case "LIBERATED":
		return "UA", true
	case "CONTESTED":
		return "", true
	}
	return "", false
}

// ParseTimeline reads VIINA's whole record of control, {"461727": [[20220224, "RU"]]}: places by their numbers in GeoNames, without where
// they are. It speaks from its first day to its last, and was published then.
func ParseTimeline(name string, data []byte, zone when.Zone) (shares.Account, error) {
	a := shares.Account{Name: "all places of VIINA", Source: "viina", Kind: territory.Observed}
	if len(data) > MaxFile {
		return a, fmt.Errorf("%s: larger than %d bytes", name, MaxFile)
	}
	var all map[string][][]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return a, fmt.Errorf("%s: an object of lists of [day, status] is due: %w", name, err)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		rec := shares.Record{Mark: territory.Mark{Code: "geonames:" + id}, Nowhere: true}
		for _, change := range all[id] {
			hold, day, err := timelineHold(change, zone)
			if err == nil && len(rec.Holds) > 0 && hold.From <= rec.Holds[len(rec.Holds)-1].From {
				err = errors.New("a change is not after the one before it")
			}
			if err != nil {
				return a, fmt.Errorf("%s: place %.20q: %w", name, id, err)
			}
			rec.Holds = append(rec.Holds, hold)
			a.Valid = a.Valid.Hull(day)
		}
		a.Records = append(a.Records, rec)
	}
	a.Published = a.Valid.To
	return a, nil
}

func timelineHold(change []json.RawMessage, zone when.Zone) (territory.Hold, when.Interval, error) {
	var word string
	if len(change) != 2 || json.Unmarshal(change[1], &word) != nil {
		return territory.Hold{}, when.Interval{}, errors.New("a change is [day, status]")
	}
	text := string(change[0])
	if len(text) != 8 {
		return territory.Hold{}, when.Interval{}, fmt.Errorf("day %.20s: eight digits are due", text)
	}
	date, err := when.ParseDate(text[:4] + "-" + text[4:6] + "-" + text[6:])
	if err != nil {
		return territory.Hold{}, when.Interval{}, err
	}
	holder, ok := timelineHolder(word)
	if !ok {
		return territory.Hold{}, when.Interval{}, fmt.Errorf("status %.20q: use RU, UA, CONTESTED or LIBERATED", word)
	}
	day := zone.Whole(date)
	return territory.Hold{From: day.From, Holder: holder}, day, nil
}

// ParseMarkers reads markers of a line from a CSV: name, lat, lon in degrees, and radius in metres, how well it is known where each is.
func ParseMarkers(name string, data []byte) ([]drift.Marker, error) {
	t, err := readTable(name, data, "name", "lat", "lon", "radius")
	if err != nil {
		return nil, err
	}
	var out []drift.Marker
	for i, row := range t.rows {
		at, err := position(t.get(row, "lat"), t.get(row, "lon"))
		if err != nil {
			return nil, t.fault(i, err)
		}
		radius, err := intake.ParseLength(t.get(row, "radius"))
		if err != nil {
			return nil, t.fault(i, fmt.Errorf("radius: %w", err))
		}
		out = append(out, drift.Marker{Name: t.get(row, "name"), At: place.Circle{Centre: at, Radius: radius}})
	}
	return out, nil
}

// ParseSectors reads stretches of a line, such as "north 0-12 km, south 12-29.5 km".
func ParseSectors(text string) ([]drift.Sector, error) {
	var out []drift.Sector
	for _, part := range strings.Split(text, ",") {
		fields := strings.Fields(part)
		if len(fields) != 3 {
			return nil, fmt.Errorf("sector %.40q: write NAME FROM-TO km, with commas between sectors", strings.TrimSpace(part))
		}
		from, to, ok := strings.Cut(fields[1], "-")
		low, err := intake.ParseLength(from + " " + fields[2])
		high, err2 := intake.ParseLength(to + " " + fields[2])
		if !ok || err != nil || err2 != nil {
			return nil, fmt.Errorf("sector %.40q: write NAME FROM-TO km: %w", strings.TrimSpace(part), errors.Join(err, err2))
		}
		out = append(out, drift.Sector{Name: fields[0], From: low, To: high})
	}
	return out, nil
}
