// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// ring is a closed outline through some points.
func ring(points ...[2]float64) any {
	return map[string]any{"type": "Polygon", "coordinates": [][][2]float64{append(points, points[0])}}
}

func point(lon, lat float64) any {
	return map[string]any{"type": "Point", "coordinates": [2]float64{lon, lat}}
}

// features are one source of a map of the exercise: coverage, layers, belts, zones, lines, places or incidents.
func features(kind string) []byte {
	line := [][2]float64{{31.4, 52.4}, {31.4, 51.9}, {31.7, 51.1}, {31.5, 50.2}, {31.75, 49.3}, {31.5, 48.3}, {31.7, 47.4}, {31.55, 46.6}, {31.55, 46}}
	beside := func(by float64) any {
		var out [][2]float64
		for _, p := range line {
			out = append(out, [2]float64{p[0] - by, p[1]})
		}
		for i := range line {
			p := line[len(line)-1-i]
			out = append(out, [2]float64{p[0] + by, p[1]})
		}
		return ring(out...)
	}
	half := func(to float64) any {
		out := append([][2]float64{{to, 52.4}}, line...)
		return ring(append(out, [2]float64{to, 46})...)
	}
	all := []any{}
	add := func(of, id string, geometry any, p map[string]any) {
		if of != kind {
			return
		}
		all = append(all, map[string]any{"type": "Feature", "id": id, "geometry": geometry, "properties": p})
	}
	add("layers", "amber", half(28), map[string]any{"side": 1, "name": "held by Party Amber", "source": "the agreement, article 3", "as_of": "1 February 2026"})
	add("layers", "cobalt", half(35.5), map[string]any{"side": 2, "name": "held by Party Cobalt", "source": "the agreement, article 3", "as_of": "1 February 2026"})
	for i, words := range []string{"no data", "watched for less than 6 h", "watched for 6 to 18 h", "watched for more than 18 h"} {
		lat := 46.2 + float64(i)*1.5
		add("coverage", "cover"+words, ring([2]float64{32.6, lat}, [2]float64{34.6, lat}, [2]float64{34.6, lat + 1.2}, [2]float64{32.6, lat + 1.2}), map[string]any{"level": i, "name": fmt.Sprintf("Region %d", i+1), "words": words})
	}
	add("belts", "guarded", beside(0.21), map[string]any{"name": "guarded zone, 15 km"})
	add("zones", "buffer", beside(0.105), map[string]any{"name": "buffer"})
	add("lines", "line", map[string]any{"type": "LineString", "coordinates": line}, map[string]any{"name": "line of the exercise"})
	for i, p := range line[2:6] {
		add("places", fmt.Sprint("marker", i), point(p[0], p[1]), map[string]any{"name": fmt.Sprintf("marker %d", i+1)})
	}
	add("places", "store", point(29, 50.5), map[string]any{"name": "Сховище «Бурштин»"})
	statuses := []string{"recorded", "assessed", "notified", "determined", "final", "replied", "under appeal", "withdrawn"}
	what := []string{"Shelling, artillery", "Explosions heard", "Bursts, small arms", "Drone overhead"}
	start := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for i := range 60 {
		a, b := math.Mod(float64(i)*0.618, 1), math.Mod(float64(i)*0.414, 1)
		at := start.Add(time.Duration(i) * 97 * time.Minute)
		add("incidents", fmt.Sprintf("i%d", i), point(30.9+1.4*a, 46.6+5.2*b), map[string]any{
			"title": what[i%4] + fmt.Sprintf(", incident %d", i+1), "href": fmt.Sprintf("#incident-%d", i), "status": statuses[i%8],
			"verdict": []string{"violation", "undetermined", "exempt"}[i%3], "radius": 400 + 900*i%9000, "from": at.Format(time.RFC3339), "until": at.Add(20 * time.Minute).Format(time.RFC3339),
		})
	}
	out, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": all})
	if err != nil {
		panic(err)
	}
	return out
}

// columns are n incidents along the line as the address of data-points answers them.
func columns(n int) []byte {
	c := struct {
		Count   int                 `json:"count"`
		Lon     []int               `json:"lon"`
		Lat     []int               `json:"lat"`
		Radius  []int               `json:"radius"`
		From    []int64             `json:"from"`
		Until   []int64             `json:"until"`
		Status  []int               `json:"status"`
		Verdict []int               `json:"verdict"`
		ID      []string            `json:"id"`
		Href    string              `json:"href"`
		Words   map[string][]string `json:"words"`
	}{Count: n, Href: "#", Words: map[string][]string{"status": {"recorded", "assessed", "determined"}, "verdict": {"violation", "undetermined", "exempt"}}}
	state := uint64(1)
	next := func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
	for i := range n {
		c.Lon = append(c.Lon, int((31.5+(next()+next()+next()-1.5)*2.4)*1e5))
		c.Lat = append(c.Lat, int((46.2+next()*6)*1e5))
		from := 1769896800 + int64(next()*60*86400)
		c.From, c.Until = append(c.From, from), append(c.Until, from+int64(next()*3600))
		c.Radius = append(c.Radius, int(next()*8000))
		c.Status, c.Verdict = append(c.Status, i%3), append(c.Verdict, i/3%3)
		c.ID = append(c.ID, fmt.Sprintf("inc-%08d", i))
	}
	out, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return out
}
