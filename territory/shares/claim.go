// SPDX-License-Identifier: Apache-2.0

package shares

import "truce/territory"

// Verdict is how a claimed share stands to a figure. No claim is ever confirmed by one.
type Verdict string

// The verdicts.
const (
	Consistent    Verdict = "consistent with"
	NotConsistent Verdict = "not consistent with"
	NoVerdict     Verdict = "could not tell"
)

// Claim is a share that somebody stated, and how far off it may be by its own words, in parts per million.
type Claim struct {
	Share     int64 `json:"share_ppm"`
	Tolerance int64 `json:"tolerance_ppm"`
}

// Figure is a share under one denominator, in parts per million. Least and Most are what cannot be excluded.
type Figure struct {
	Denominator string `json:"denominator"`
	Crimea      string `json:"crimea"`
	// Source says so, and Kind what it claims with that: a demand is never an observation.
	Source string         `json:"source"`
	Kind   territory.Kind `json:"kind"`
	Least  int64          `json:"least_ppm"`
	Most   int64          `json:"most_ppm"`
	// None says why there is no figure; empty if there is one.
	None string `json:"none,omitempty"`
}

// Compared is a claim beside a figure.
type Compared struct {
	Figure
	Verdict Verdict `json:"verdict"`
	Because string  `json:"because"`
}

// Against holds the claim to a figure: consistent where all that cannot be excluded lies within the tolerance of the claim, not consistent
// where none of it does.
func (c Claim) Against(f Figure) Compared {
	low, high := c.Share-c.Tolerance, c.Share+c.Tolerance
	switch {
	case f.None != "":
		return Compared{f, NoVerdict, f.None}
	case f.Most < low:
		return Compared{f, NotConsistent, "at most it is below the claim"}
	case f.Least > high:
		return Compared{f, NotConsistent, "at least it is above the claim"}
	case low <= f.Least && f.Most <= high:
		return Compared{f, Consistent, "all of its range lies within the claim's tolerance"}
	}
	return Compared{f, NoVerdict, "its range reaches beyond the claim's tolerance"}
}

// FigureOf is a holder's share as a figure. Nothing of the denominator known is no figure.
func (s *Shares) FigureOf(holder string) Figure {
	f := Figure{Denominator: s.Denominator + ", " + s.Unit, Crimea: s.Crimea, Source: s.Source, Kind: s.Kind, None: s.None}
	if f.None != "" {
		return f
	}
	if s.Of == 0 {
		f.None = "the denominator is empty"
		return f
	}
	for _, h := range s.Held {
		if h.Holder == holder {
			f.Least, f.Most = h.Least, h.Most
			return f
		}
	}
	f.Most = (s.Open()*whole + s.Of - 1) / s.Of
	if s.Open() == s.Of {
		f.None = "the source says nothing of any unit at that time"
	}
	return f
}

// FigureOf is a side's share of the ground as a figure, by the account that gave the places of known control.
func (a *AreaShares) FigureOf(side string, by *Account) Figure {
	f := Figure{Denominator: "ground within the borders given", Crimea: a.Crimea, Source: by.Source, Kind: by.Kind, None: a.Why}
	for _, h := range a.Held {
		if h.Name == side {
			f.Least, f.Most = h.LeastShare, h.MostShare
			return f
		}
	}
	if f.None == "" {
		f.Most = share(a.Unassigned, a.Of)
	}
	return f
}
