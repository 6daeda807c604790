// SPDX-License-Identifier: Apache-2.0

// Command makecoast cuts the coastline of Natural Earth into the squares that the map of a page draws. It reads the
// object "land" of land-10m.json of the npm package world-atlas and nothing else of it: the countries of that
// package say whose a place is, and no line of that kind may come from a base map.
//
//	go run ./internal/api/web/makecoast land-10m.json internal/api/web/assets/coast.bin
package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "makecoast: want the path of land-10m.json and the path to write")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "makecoast:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	polygons, err := land(data)
	if err != nil {
		return fmt.Errorf("read %s: %w", from, err)
	}
	return os.WriteFile(to, encode(polygons), 0o644)
}

// topology is what we read of a TopoJSON file.
type topology struct {
	Objects map[string]struct {
		Geometries []struct {
			Type string    `json:"type"`
			Arcs [][][]int `json:"arcs"`
		} `json:"geometries"`
	} `json:"objects"`
	Arcs      [][][2]int `json:"arcs"`
	Transform struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
}

// point is a place in degrees, east and north.
type point struct{ x, y float64 }

// polygon is an outer ring and its holes, each closed by repeating the first point.
type polygon [][]point

func land(data []byte) ([]polygon, error) {
	var t topology
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, err
	}
	arcs := make([][]point, len(t.Arcs))
	for i, arc := range t.Arcs {
		x, y := 0, 0
		for _, step := range arc {
			x, y = x+step[0], y+step[1]
			arcs[i] = append(arcs[i], point{
				float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0],
				float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1],
			})
		}
		arcs[i] = simplify(arcs[i])
	}
	var out []polygon
	for _, g := range t.Objects["land"].Geometries {
		if g.Type != "MultiPolygon" {
			return nil, fmt.Errorf("a geometry is a %s, want a MultiPolygon", g.Type)
		}
		for _, rings := range g.Arcs {
			var p polygon
			for _, ring := range rings {
				p = append(p, join(arcs, ring))
			}
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("it holds no land")
	}
	return out, nil
}

// join strings the arcs of a ring together; a negative number is an arc walked backwards.
func join(arcs [][]point, ring []int) []point {
	var out []point
	for _, n := range ring {
		arc := arcs[max(n, ^n)]
		for i := range arc {
			p := arc[i]
			if n < 0 {
				p = arc[len(arc)-1-i]
			}
			if len(out) == 0 || out[len(out)-1] != p {
				out = append(out, p)
			}
		}
	}
	return out
}

// side is the width of a square in degrees, and units how many parts of a degree a stored number counts.
const (
	side  = 10
	units = 500
)

// encode writes the squares that hold land: for each its column and row (from 180 W and 90 S), the length of
// what follows, and the polygons as numbers of varints. coast.js reads it.
func encode(polygons []polygon) []byte {
	var out []byte
	for column := range 360 / side {
		west := float64(column*side - 180)
		strip := clipAll(polygons, true, west)
		for row := range 180 / side {
			south := float64(row*side - 90)
			body := square(clipAll(strip, false, south))
			if len(body) == 0 {
				continue
			}
			out = append(out, byte(column), byte(row))
			out = binary.AppendUvarint(out, uint64(len(body)))
			out = append(out, body...)
		}
	}
	return out
}

func square(polygons []polygon) []byte {
	var out []byte
	for _, p := range polygons {
		var rings [][][2]int
		for _, ring := range p {
			if r := quantise(ring); len(r) > 3 {
				rings = append(rings, r)
			}
		}
		if len(rings) == 0 {
			continue
		}
		out = binary.AppendUvarint(out, uint64(len(rings)))
		x, y := 0, 0
		for _, ring := range rings {
			out = binary.AppendUvarint(out, uint64(len(ring)))
			for _, q := range ring {
				out = binary.AppendVarint(out, int64(q[0]-x))
				out = binary.AppendVarint(out, int64(q[1]-y))
				x, y = q[0], q[1]
			}
		}
	}
	return out
}
