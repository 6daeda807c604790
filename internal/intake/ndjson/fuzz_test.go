// SPDX-License-Identifier: Apache-2.0

package ndjson_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/ndjson"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/ndjson
func FuzzRead(f *testing.F) {
	f.Add([]byte(row()))
	f.Add([]byte(`{"source":"s","sightings":[{"words":"x","where":{"observer":{"at":"47.1, 37.5"},"sectors":["7-10 km NW"]}}],"received":"2031-03-04T09:00Z"}`))
	f.Add([]byte(`{"watch":{"source":"c","means":"camera","where":{"at":"47.1, 37.5"},"time":"2031-03-04T09:00Z"}}`))
	f.Add([]byte(`{"layer":{"name":"l","kind":"agreed","source":"s","published":"2031-03-01T00:00Z","valid":"2031-03-01T00:00Z","areas":[{"holder":"N","geometry":{"type":"Polygon","coordinates":[[[37,47],[38,47],[38,48],[37,47]]]}}]}}`))
	intaketest.Fuzz(f, ndjson.Read, intake.Options{})
}
