// SPDX-License-Identifier: Apache-2.0

package viina_test

import (
	"testing"

	"truce/internal/intake"
	"truce/internal/intake/intaketest"
	"truce/internal/intake/viina"
)

// go test -fuzz FuzzRead -fuzztime 30s ./internal/intake/viina
func FuzzRead(f *testing.F) {
	f.Add([]byte(header + row()))
	intaketest.Fuzz(f, viina.Read, intake.Options{})
}

// go test -fuzz FuzzControl -fuzztime 30s ./internal/intake/viina
func FuzzControl(f *testing.F) {
	f.Add([]byte(control + "1,Mill,48.5,37.5,1200,11,2031-03-04,RU\n1,Mill,48.5,37.5,1200,11,2031-03-06,LIBERATED\n"))
	f.Add([]byte(control + "1,Mill,48.5,37.5,1200,11,2031-03-04,CONTESTED\n2,Ford,48.6,37.6,90,11,2031-02-31,UA\n3,Quay,37.5,48.5,9,11,2031-03-04,UA\n"))
	intaketest.Fuzz(f, viina.ReadControl, intake.Options{})
}
