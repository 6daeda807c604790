// SPDX-License-Identifier: Apache-2.0

package finding

import (
	"truce/agreement"
	"truce/canon"
)

// Why is what brought a version about, in words that may leave the mission.
type Why string

// The reasons for a version after the first.
const (
	ByReports       Why = "new reports"
	ByLayer         Why = "control layer"
	ByRating        Why = "rating"
	ByAdoption      Why = "adoption"
	ByAnalyst       Why = "decision of an analyst"
	ByRuling        Why = "ruling"
	ByAnswer        Why = "answer"
	ByDeadline      Why = "answer due"
	ByDetermination Why = "determination"
	ByOpinion       Why = "opinion"
	ByConfirmation  Why = "confirmation"
	ByStep          Why = "step of the procedure"
)

// Cause is what brought a version about: in a word that may leave the mission, and in full.
type Cause struct {
	Why  Why
	Says string
}

// Parts returns the finding's two parts, which its ID commits to and which are disclosed or withheld apart. Their
// salts follow from the seed of the record, so that whoever recomputes the finding gets the same bytes and nobody
// else can guess what is withheld; without a seed anybody can.
func (f *Finding) Parts(seed canon.Salt) (released, internal canon.Part) {
	return f.part(seed, "released", encoded(&f.Released)), f.part(seed, "internal", encoded(&f.Internal))
}

func (f *Finding) part(seed canon.Salt, label string, content []byte) canon.Part {
	const room = 320
	salted := appended(append(make([]byte, 0, room), seed[:]...), &struct {
		Agreement string           `json:"agreement"`
		Incident  canon.IncidentID `json:"incident"`
		Label     string           `json:"label"`
		Term      agreement.TermID `json:"term"`
		Version   int              `json:"version"`
	}{f.Released.Agreement, f.Released.Incident, label, f.Released.Term, f.Version})
	salt := canon.SumBytes("truce/finding-salt/1", salted)
	return canon.Part{Label: label, Salt: canon.Salt(salt), Content: content}
}

func encoded(v any) []byte { return appended(nil, v) }

func appended(to []byte, v any) []byte {
	data, err := canon.Append(to, v)
	if err != nil {
		panic("finding: a finding has no canonical form: " + err.Error())
	}
	return data
}
