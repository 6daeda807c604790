// SPDX-License-Identifier: Apache-2.0

package force

import "slices"

// Firmness is how firm a pledge is.
type Firmness string

// The states of a pledge from the least firm to the firmest, and what is no pledge any more.
const (
	Signalled       Firmness = "signalled"
	Announced       Firmness = "announced"
	Offered         Firmness = "offered-in-writing"
	ByGovernment    Firmness = "government-approved"
	ByParliament    Firmness = "parliament-approved"
	Generated       Firmness = "generated"
	InTheatre       Firmness = "in-theatre"
	PledgeWithdrawn Firmness = "withdrawn"
)

// Firmnesses returns the closed list, the least firm first and withdrawn at the end.
func Firmnesses() []Firmness {
	return append(Ladder(), PledgeWithdrawn)
}

// Ladder returns the states that count, the least firm first.
func Ladder() []Firmness {
	return []Firmness{Signalled, Announced, Offered, ByGovernment, ByParliament, Generated, InTheatre}
}

// AtLeast tells whether a pledge is at least as firm as another state. What is withdrawn never is.
func (p Firmness) AtLeast(q Firmness) bool {
	ladder := Ladder()
	i, j := slices.Index(ladder, p), slices.Index(ladder, q)
	return i >= 0 && j >= 0 && i >= j
}

// Domain is where a capability works.
type Domain string

// The domains of a requirement.
const (
	Land        Domain = "land"
	Sea         Domain = "sea"
	Air         Domain = "air"
	Support     Domain = "support"
	OtherDomain Domain = "other"
)

// Domains returns the closed list.
func Domains() []Domain { return []Domain{Land, Sea, Air, Support, OtherDomain} }

// Soil is on whose ground or water a line is planned, never where exactly.
type Soil string

// The kinds of ground and water.
const (
	HostSoil    Soil = "host"
	Neighbour   Soil = "neighbouring"
	BlackSea    Soil = "black-sea"
	AnySoil     Soil = "any"
	UnknownSoil Soil = "unknown"
)

// Soils returns the closed list.
func Soils() []Soil { return []Soil{HostSoil, Neighbour, BlackSea, AnySoil, UnknownSoil} }

// Caveat is a limit that a contributor sets on its own pledge.
type Caveat string

// The caveats. What is none of the others is other, with its words, and is never reckoned with.
const (
	NoGroundTroops   Caveat = "no-ground-troops"
	NeighbouringSoil Caveat = "neighbouring-soil-only"
	BlackSeaOnly     Caveat = "black-sea-only"
	AirAndSeaOnly    Caveat = "air-and-sea-only"
	NoCombat         Caveat = "no-combat"
	AfterCeasefire   Caveat = "after-ceasefire-only"
	OtherCaveat      Caveat = "other"
)

// Caveats returns the closed list.
func Caveats() []Caveat {
	return []Caveat{NoGroundTroops, NeighbouringSoil, BlackSeaOnly, AirAndSeaOnly, NoCombat, AfterCeasefire, OtherCaveat}
}

// Excludes tells whether a caveat keeps a pledge from a line, for what the line says of itself. A line whose ground is unknown
// or any is excluded by none of those that limit the ground.
func (c Caveat) Excludes(l Line) bool {
	switch c {
	case NoGroundTroops:
		return l.Domain == Land && l.Soil != Neighbour
	case NeighbouringSoil:
		return l.Soil == HostSoil || l.Soil == BlackSea
	case BlackSeaOnly:
		return l.Domain != Sea || l.Soil == HostSoil || l.Soil == Neighbour
	case AirAndSeaOnly:
		return l.Domain != Air && l.Domain != Sea
	}
	return false
}

// Choice is how a decision stands.
type Choice string

// How a decision may stand.
const (
	Open          Choice = "open"
	Taken         Choice = "taken"
	Rejected      Choice = "refused"
	Deferred      Choice = "deferred"
	UnknownChoice Choice = "unknown"
	NotNeeded     Choice = "not-needed"
)

// Choices returns the closed list.
func Choices() []Choice { return []Choice{Open, Taken, Rejected, Deferred, UnknownChoice, NotNeeded} }

// Settled tells whether nothing more has to be decided.
func (c Choice) Settled() bool { return c == Taken || c == NotNeeded }

// Consent is whether a host agrees to a line on its ground.
type Consent string

// How consent may stand.
const (
	Given          Consent = "given"
	Asked          Consent = "asked"
	Denied         Consent = "refused"
	UnknownConsent Consent = "unknown"
)

// Consents returns the closed list.
func Consents() []Consent { return []Consent{Given, Asked, Denied, UnknownConsent} }
