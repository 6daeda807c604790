// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"slices"
)

// Policy says whom a reader trusts: the logs whose checkpoints it reads, and which cosigners must have cosigned one. It is
// each reader's own (https://C2SP.org/tlog-policy). The zero value trusts nobody and accepts nothing; ParsePolicy makes
// others.
type Policy struct {
	logs      []Peer
	cosigners []Peer
	groups    map[string]group
	quorum    string
}

// Peer is a log or a cosigner that a policy names.
type Peer struct {
	// Name is a cosigner's in the policy, or the origin of a log.
	Name string
	Key  VerifierKey
	// URL is where it is reached; the empty text if the policy does not say.
	URL string
}

// group is met if enough of its members are.
type group struct {
	need    int
	members []string
}

// nobody is the quorum that is always met.
const nobody = "none"

// Logs returns the logs in the order of the policy.
func (p Policy) Logs() []Peer { return slices.Clone(p.logs) }

// Cosigners returns the cosigners in the order of the policy, whether the quorum asks for them or not.
func (p Policy) Cosigners() []Peer { return slices.Clone(p.cosigners) }

// Met tells whether the quorum is met if exactly the cosigners for which has says yes, by their names in the policy, have
// cosigned. More cosigners never turn it from met to not met.
func (p Policy) Met(has func(name string) bool) bool {
	return p.quorum == nobody || p.quorum != "" && p.met(p.quorum, has)
}

// met follows a name down to cosigners. A name stands in one group at most and after its members, so this ends.
func (p Policy) met(name string, has func(string) bool) bool {
	g, ok := p.groups[name]
	if !ok {
		return has(name)
	}
	n := 0
	for _, m := range g.members {
		if p.met(m, has) {
			n++
		}
	}
	return n >= g.need
}

// Acceptance is what a policy says of one checkpoint.
type Acceptance struct {
	// Accepted tells whether a log of the policy signed the checkpoint and the quorum is met.
	Accepted bool
	// Log is the log that signed it; the zero Peer if none of the policy did.
	Log Peer
	// Quorum tells whether the quorum is met, whoever signed as the log.
	Quorum bool
	// MetAt is the time of the last cosignature that the quorum needed, in seconds since 1970: by then the quorum had
	// surely signed. It is 0 if the quorum is not met or needs nobody.
	MetAt int64
	// FreshAt is the time until which cosigners that meet the quorum said that they had seen nothing larger, in seconds since 1970:
	// the latest for which enough cosigned then or later. It is 0 if the quorum is not met or needs nobody.
	FreshAt int64
	// Cosigned and Missing divide the policy's cosigners, in its order, whether the quorum asks for them or not.
	Cosigned []Cosigned
	Missing  []Missing
}

// Cosigned is a cosigner that has cosigned.
type Cosigned struct {
	Peer
	// First and Last are the earliest and the latest time of its cosignatures on the checkpoint, in seconds since 1970.
	First, Last int64
}

// Missing is a cosigner without a valid cosignature on a checkpoint.
type Missing struct {
	Peer
	// Invalid tells that a line claims to be its cosignature and does not verify.
	Invalid bool
}

// Judge says whether a checkpoint is accepted, and always which cosigners are missing.
func (p Policy) Judge(s SignedCheckpoint) Acceptance { return p.JudgeAt(s, 0) }

// JudgeAt is Judge by a clock in milliseconds since 1970: a cosignature that is more than ClockTolerance ahead of it counts as
// none. 0 is no clock.
func (p Policy) JudgeAt(s SignedCheckpoint, now int64) Acceptance {
	var a Acceptance
	for _, l := range p.logs {
		if s.verify(l.Key) == nil {
			a.Log = l
			break
		}
	}
	first := map[string]int64{}
	for _, c := range p.cosigners {
		from, to, err := s.CosignedUntil(c.Key, now)
		if err != nil {
			a.Missing = append(a.Missing, Missing{Peer: c, Invalid: len(s.Note.of(c.Key)) > 0})
			continue
		}
		first[c.Name] = from
		a.Cosigned = append(a.Cosigned, Cosigned{Peer: c, First: from, Last: to})
	}
	a.Quorum = p.Met(func(name string) bool { return first[name] > 0 })
	a.Accepted = a.Quorum && !a.Log.Key.IsZero()
	if a.Quorum {
		a.MetAt, a.FreshAt = p.metAt(first), p.freshAt(a.Cosigned)
	}
	return a
}

// metAt returns the least time by which the cosignatures made until then meet the quorum.
func (p Policy) metAt(first map[string]int64) int64 {
	times := []int64{0}
	for _, c := range p.cosigners {
		times = append(times, first[c.Name])
	}
	slices.Sort(times)
	for _, t := range slices.Compact(times) {
		if p.Met(func(name string) bool { return first[name] > 0 && first[name] <= t }) {
			return t
		}
	}
	panic("journal: a quorum that is met is met at no time")
}

// freshAt returns the latest time from which on cosignatures meet the quorum.
func (p Policy) freshAt(cosigned []Cosigned) (at int64) {
	if p.quorum == nobody {
		return 0
	}
	last := map[string]int64{}
	for _, c := range cosigned {
		last[c.Name] = c.Last
	}
	for _, c := range cosigned {
		if c.Last > at && p.Met(func(name string) bool { return last[name] >= c.Last }) {
			at = c.Last
		}
	}
	return at
}

// Blocks tells whether the cosigners that cosigned the checkpoint after a time in milliseconds since 1970 meet the quorum by
// themselves, and every way to meet the quorum needs one of them. Each said then that it had seen no larger tree. If a larger
// tree had met the quorum by that time even so, all that stand in both quorums broke faith: as many as it takes to have two
// trees accepted, where two quorums always share somebody. It is false for a quorum of none.
func (p Policy) Blocks(a Acceptance, millis int64) bool {
	late := map[string]bool{}
	for _, c := range a.Cosigned {
		late[c.Name] = c.Last > floorSeconds(millis)
	}
	return p.Met(func(name string) bool { return late[name] }) && !p.Met(func(name string) bool { return !late[name] })
}

// floorSeconds returns the whole seconds in milliseconds since 1970: a cosignature of second s is after t if s is above.
func floorSeconds(millis int64) int64 {
	s := millis / 1000
	if millis%1000 < 0 {
		s--
	}
	return s
}
