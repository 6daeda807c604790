// SPDX-License-Identifier: Apache-2.0

package agreement_test

import (
	"os"
	"testing"

	"truce/agreement"
	"truce/place"
)

func BenchmarkParse(b *testing.B) {
	data, files := []byte(read(b, "ford.yaml")), os.DirFS("testdata")
	for b.Loop() {
		if _, err := agreement.Parse("ford.yaml", data, files); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	a := ford(b)
	for b.Loop() {
		if _, err := agreement.Compile(a, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRule asks every condition of one term that no geometry decides, as a judge does for each incident.
func BenchmarkRule(b *testing.B) {
	c := compiled(b, nil)
	night, i, where := rule(b, c, "night-flights", ""), at(b, "2026-04-01 23:00"), place.Region{Name: "mill"}
	b.ReportAllocs()
	for b.Loop() {
		night.Act("uav-flight")
		night.Target("school")
		night.Time(i)
		night.Area(where)
		night.Binds("north", i)
	}
}
