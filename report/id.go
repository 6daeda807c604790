// SPDX-License-Identifier: Apache-2.0

package report

import "truce/canon"

// Digest returns the digest of the extract, by which a report that comes again is known. Its error says that the
// extract has no canonical form; one that passes Check has.
func (e Extract) Digest() (canon.Digest, error) {
	return canon.Sum(extractDomain, e)
}

// extractDomain is that of the canonical bytes of an extract.
const extractDomain = "truce/extract/1"

// DigestOf returns the digest of an extract by its canonical bytes, for whoever does not read them.
func DigestOf(extract []byte) canon.Digest { return canon.SumBytes(extractDomain, extract) }

// ID names a report in a record by the digest of its extract and the secret of the record, zero where it has none.
// Identity and original are no part of it: they can be destroyed, and nobody can try whose name fits an ID. Without
// the secret nobody can try which extract fits it (ADR 17).
func ID(extract canon.Digest, seed canon.Salt) canon.ReportID {
	sum, err := canon.Sum("truce/report/2", struct {
		Extract canon.Digest `json:"extract"`
		Seed    canon.Salt   `json:"seed,omitzero"`
	}{extract, seed})
	if err != nil {
		panic("report: two digests have no canonical form: " + err.Error())
	}
	return canon.NewReportID(sum)
}
