// SPDX-License-Identifier: Apache-2.0

// Package access turns who asks into what they may see: roles of the field, compartments of the record, and the one table
// between them. What the table does not grant is denied, and denied looks like what is not there.
package access

import (
	"fmt"
	"slices"
)

// Role is what a person is to the record. The set is closed; docs/GLOSSARY.md defines each.
type Role string

// The roles of the field.
const (
	Public       Role = "public"
	Monitor      Role = "monitor"
	DutyOfficer  Role = "duty-officer"
	Analyst      Role = "analyst"
	Commissioner Role = "commissioner"
	Liaison      Role = "liaison"
	Chancellery  Role = "chancellery"
	Operator     Role = "operator"
)

// Roles returns every role, the one that sees least first.
func Roles() []Role {
	return []Role{Public, Monitor, DutyOfficer, Analyst, Commissioner, Liaison, Chancellery, Operator}
}

// ParseRole returns the role of a name. Its error lists the names.
func ParseRole(name string) (Role, error) {
	if r := Role(name); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", fmt.Errorf("role %.40q: want one of %q", name, Roles())
}

// Compartment is a part of the record that is shown or withheld as one. The set is closed; docs/GLOSSARY.md defines each.
type Compartment string

// The compartments of both realms. A page that needs none of them does not exist.
const (
	// Open is for everybody: the public record, delayed and coarsened; the agreement; the checkpoints; help.
	Open Compartment = "open"
	// Released is what the mission tells parties and guarantors: outcomes with article, status and words, and the cases of the
	// procedure. Never positions, sources or reasons.
	Released Compartment = "released"
	// Filing is sending something in that is the sender's own: a complaint, a reply, an opinion.
	Filing Compartment = "filing"
	// Reporting is sending in a report of the field.
	Reporting Compartment = "reporting"
	// Mission is what the mission works with: reports, incidents, triage, the watch.
	Mission Compartment = "mission"
	// Inside is what tells a violator where nobody looks: flip sets, coverage by cell, gaps, patrols, sources.
	Inside Compartment = "inside"
	// Watching is acting for the operations room: calls, flash report, handover, patrol tasks, notices.
	Watching Compartment = "watching"
	// Judging is acting as a member of a body: votes, determinations, decisions on admission and appeal.
	Judging Compartment = "judging"
	// Registers are the registers of the coalition.
	Registers Compartment = "registers"
	// Contributors is the register of the force, for those who contribute to it.
	Contributors Compartment = "contributors"
	// Running is keeping the server: accounts, the log of reads, metrics.
	Running Compartment = "running"
)

// Compartments returns every compartment, the one that most may see first.
func Compartments() []Compartment {
	return []Compartment{Open, Released, Filing, Reporting, Mission, Inside, Watching, Judging, Registers, Contributors, Running}
}

// Viewer is who asks. The zero Viewer is the public.
type Viewer struct {
	Role Role
	// Member is the party, guarantor or body for which a liaison, a chancellery or a commissioner speaks; the fold knows it by
	// that name. It is empty for others.
	Member string
	// Person names the account, empty for the public. It is never printed to anybody but the person and the operator.
	Person string
	// Contributes says of a chancellery that its state has a pledge in the force.
	Contributes bool
}

// May reports whether the viewer sees a compartment. What a row of it may show of one member and not of another is decided
// where the row is made.
func (v Viewer) May(c Compartment) bool {
	if c == Contributors && v.Role == Chancellery {
		return v.Contributes
	}
	return slices.Contains(granted(v.role()), c)
}

// OfMission reports whether the viewer works for the mission, and so may know that something was entered before they see what.
func (v Viewer) OfMission() bool {
	return slices.Contains([]Role{Monitor, DutyOfficer, Analyst, Operator}, v.Role)
}

func (v Viewer) role() Role {
	if v.Role == "" {
		return Public
	}
	return v.Role
}

// granted is the table. An operator keeps the server and reads nothing of what the mission knows.
func granted(r Role) []Compartment {
	switch r {
	case Public:
		return []Compartment{Open}
	case Monitor:
		return []Compartment{Open, Reporting, Released}
	case DutyOfficer:
		return []Compartment{Open, Reporting, Released, Mission, Inside, Watching}
	case Analyst:
		return []Compartment{Open, Reporting, Released, Mission, Inside}
	case Commissioner:
		return []Compartment{Open, Released, Filing, Judging}
	case Liaison:
		return []Compartment{Open, Released, Filing, Reporting}
	case Chancellery:
		return []Compartment{Open, Released, Registers}
	case Operator:
		return []Compartment{Open, Running}
	default:
		return nil
	}
}
