// SPDX-License-Identifier: Apache-2.0

package field

import "truce/place"

// The tables and what reads them, for the tests of their errors.
var (
	Halving  = halving
	Normal   = normal
	LogOf    = logOf
	WeightOf = weightOf
	Below    = below
	Cover    = cover
)

// One is what shares are of.
const One = one

// Uniform is the slow field: n by n cells over the ground of a question, all alike and none divided.
func Uniform(q Question, n int) *Field {
	ground, _ := q.ground()
	m := &maker{bound: newBound(q.Range), sums: make([]int64, len(q.Observations)), leaves: map[key]bool{}}
	for i := range q.Observations {
		m.observations = append(m.observations, prepare(&q.Observations[i]))
	}
	tall, broad := (ground.north-ground.south)/int64(n), (ground.east-ground.west)/int64(n)
	low := place.Point{Lat: int32(ground.south), Lon: int32(ground.west)}
	m.sides = [2]int64{
		int64(place.Distance(low, place.Point{Lat: low.Lat + int32(tall), Lon: low.Lon})),
		int64(place.Distance(low, place.Point{Lat: low.Lat, Lon: low.Lon + int32(broad)})),
	}
	for row := range int64(n) {
		for column := range int64(n) {
			at := place.Point{Lat: low.Lat + int32(row*tall), Lon: low.Lon + int32(column*broad)}
			m.add(key{0, int(row), int(column)}, Cell{Low: at, High: place.Point{Lat: at.Lat + int32(tall), Lon: at.Lon + int32(broad)}})
		}
	}
	m.measure()
	return m.finish()
}

// Total is the whole mass of a field.
func (f *Field) Total() uint64 { return f.total }
