// SPDX-License-Identifier: Apache-2.0

package coalition

import "truce/keyring"

// newRing returns the ring of this realm's keys. The holder of each is a state, a body or an office. No key is of both realms: each
// has its own.
func newRing() *keyring.Ring { return keyring.New(keyring.ForCosigner, keyring.ForLog) }

// enrol prepares an entry about a key.
func (s *State) enrol(k *keyring.Key) (deed, error) {
	apply, err := s.ring.Prepare(k)
	if err != nil {
		return nil, err
	}
	return func() []Effect { apply(); return nil }, nil
}

// Keys returns every key on record, in the order of their names.
func (s *State) Keys() []keyring.Enrolment { return s.ring.All() }
