// SPDX-License-Identifier: Apache-2.0

package workload

import (
	"golang.org/x/mod/sumdb/note"

	"truce/canon"
	"truce/report"
	"truce/when"
)

// Device seals reports as a device in the field does, one submission after the other.
type Device struct {
	signer   note.Signer
	origin   string
	salts    source
	counter  int64
	previous canon.Digest
}

// NewDevice returns a device that sends to a log and signs by a key. Its salts follow from a seed: they are for
// measuring and hide nothing.
func NewDevice(signer note.Signer, origin string, seed uint64) *Device {
	return &Device{signer: signer, origin: origin, salts: source{seed}}
}

// Seal returns the submission file of reports, as report.ReadSent reads it.
func (d *Device) Seal(reports []report.Report, made when.Instant) ([]byte, error) {
	salts := make([]canon.Salt, report.PartsPerReport*len(reports))
	for i := range salts {
		d.salts.fill(salts[i][:])
	}
	parts, err := report.Parts(reports, salts)
	if err != nil {
		return nil, err
	}
	d.counter++
	sealed, err := report.Seal(report.Header{Origin: d.origin, Counter: d.counter, Previous: d.previous, Made: made}, parts, d.signer)
	if err != nil {
		return nil, err
	}
	d.previous = sealed.Root
	return report.Sent{Header: sealed.Header, Reports: reports, Salts: salts}.Bytes()
}
