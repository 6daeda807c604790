// SPDX-License-Identifier: Apache-2.0

package engine

import (
	"truce/keyring"
	"truce/when"
)

// newRing returns the ring of a mission's keys. The holder of each is agreement.Mission, or a party or a public office by the
// name that the agreement has for it. It is a custodial root of what comes under the key of a device, unless it is the mission.
func newRing() *keyring.Ring {
	return keyring.New(keyring.ForDevice, keyring.ForCosigner, keyring.ForLog, keyring.ForDuty, keyring.ForMember, keyring.ForRelease)
}

// enrol prepares an entry about a key. The keys of one device, each in the place of the last, are one chain.
func (s *State) enrol(k *keyring.Key) (deed, error) {
	apply, err := s.ring.Prepare(k)
	if err != nil {
		return nil, err
	}
	return func() []Effect {
		apply()
		if k.Act != keyring.Revoked {
			s.keyed[k.Name] = s.now
		}
		var c *chain
		switch {
		case k.Act == keyring.Rotated:
			c = s.chains[k.Replaces]
		case k.Act == keyring.Made && k.Use == keyring.ForDevice:
			c = newChain()
			s.devices = append(s.devices, c)
		}
		if c != nil {
			c.keys, c.holder = append(c.keys, k.Name), k.Holder
			s.chains[k.Name] = c
		}
		return nil
	}, nil
}

// Keys returns every key on record, in the order of their names.
func (s *State) Keys() []keyring.Enrolment { return s.ring.All() }

// KeySince returns the journal time at which a key was put on record, by its name; zero where there is none.
func (s *State) KeySince(name string) when.Instant { return s.keyed[name] }
