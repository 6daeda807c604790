// SPDX-License-Identifier: Apache-2.0

package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"truce/keyring"
	"truce/keyring/assertion"
)

// mission is the holder of the keys of the watch, by the name that the mission has in every agreement.
const mission = "mission"

// signing is what a person's passkeys sign on record, and who answers for them there.
type signing struct {
	use    keyring.Use
	holder string
	// name is that of the first key. one says that the record looks people up by it, so that each next key takes the place of the one
	// before: two keys side by side would be two people.
	name string
	one  bool
}

// signs returns what a person's passkeys sign, by the person's roles; nil for somebody who signs nothing on record.
func (p Person) signs() (out []signing) {
	if p.Is("duty-officer") {
		out = append(out, signing{use: keyring.ForDuty, holder: mission, name: p.Name, one: true})
	}
	if p.speaks() {
		out = append(out, signing{use: keyring.ForMember, holder: p.Member, name: p.Name})
	}
	if p.Is("duty-officer") || p.Is("analyst") {
		out = append(out, signing{use: keyring.ForRelease, holder: mission, name: p.Name + "-release", one: true})
	}
	return out
}

// keysOf returns the keys on record that a passkey is, by the point that they have.
func keysOf(keys []keyring.Enrolment, c Credential) (out []keyring.Enrolment) {
	for _, e := range keys {
		if !e.Key.IsPasskey() {
			continue
		}
		if k, err := assertion.ParseKey(e.Key.Text); err == nil && k.Point == c.Point {
			out = append(out, e)
		}
	}
	return out
}

// KeyOf returns the key on record that a passkey is for a use; ok is false where it is not on record.
func KeyOf(keys []keyring.Enrolment, c Credential, use keyring.Use) (e keyring.Enrolment, ok bool) {
	for _, e := range keysOf(keys, c) {
		if e.Key.Use == use {
			return e, true
		}
	}
	return keyring.Enrolment{}, false
}

// Owed returns the entries about keys that would make a record agree with the accounts, in the order in which they can be entered: keys
// of passkeys, and accounts, that were shut are revoked; passkeys that count, of those who sign, are enrolled. keys are those on
// record. Enter them, and ask again: nothing is owed then. An error names the accounts whose keys cannot be entered; the
// entries of the others come with it.
//
// A member may sign with each of several passkeys. An officer of the watch signs with one at a time, since the record looks an
// officer up by name: a newer passkey takes the place of the one before, which still lets them in. A key
// that was revoked signs no more, also where its account is let in again: the person makes another passkey.
func (a *Accounts) Owed(ctx context.Context, by string, keys []keyring.Enrolment) ([]keyring.Key, error) {
	people, err := a.People(ctx)
	if err != nil {
		return nil, err
	}
	o := owing{by: by, keys: keys, names: map[string]keyring.Enrolment{}}
	for _, e := range keys {
		o.names[e.Key.Name] = e
	}
	var faults []error
	for _, p := range people {
		list, err := a.Credentials(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		o.revoke(p, list)
		for _, each := range p.signs() {
			if err := o.enrol(p, list, each); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", p.Name, err))
			}
		}
	}
	return append(o.revoked, o.enrolled...), errors.Join(faults...)
}

type owing struct {
	by                string
	keys              []keyring.Enrolment
	names             map[string]keyring.Enrolment
	revoked, enrolled []keyring.Key
}

func (o *owing) revoke(p Person, list []Credential) {
	for _, c := range list {
		for _, e := range keysOf(o.keys, c) {
			signs := c.Ended == 0 && !p.Disabled && slices.ContainsFunc(p.signs(), func(s signing) bool {
				return s.use == e.Key.Use && s.holder == e.Key.Holder
			})
			if e.Ended != "" || signs {
				continue
			}
			o.revoked = append(o.revoked, keyring.Key{Name: e.Key.Name, Act: keyring.Revoked, By: o.by})
			e.Ended = keyring.Revoked
			o.names[e.Key.Name] = e
		}
	}
}

func (o *owing) enrol(p Person, list []Credential, as signing) error {
	for _, c := range list {
		if _, ok := KeyOf(o.keys, c, as.use); ok || c.Ended != 0 || p.Disabled {
			continue
		}
		k := keyring.Key{Name: o.free(as.name), Act: keyring.Made, Holder: as.holder, By: o.by, Use: as.use}
		k.Text = c.Key(k.Name).String()
		if last, ok := o.last(as.name); ok && as.one {
			if last.Key.Use != as.use || last.Key.Holder != as.holder {
				return fmt.Errorf("the name is on record as that of a key for a %s of %s: give the account another name", last.Key.Use, last.Key.Holder)
			}
			k.Act, k.Replaces = keyring.Rotated, last.Key.Name
			last.ReplacedBy = k.Name
			o.names[last.Key.Name] = last
		}
		o.names[k.Name] = keyring.Enrolment{Key: k}
		o.enrolled = append(o.enrolled, k)
	}
	return nil
}

// free returns a name that no key bears: the person's, or with a number behind it.
func (o *owing) free(name string) string {
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try += "-" + strconv.Itoa(n)
		}
		if _, taken := o.names[try]; !taken {
			return try
		}
	}
}

// last returns the key that stands in the place of a name now, as the ring would.
func (o *owing) last(name string) (e keyring.Enrolment, ok bool) {
	e, ok = o.names[name]
	for ok && e.ReplacedBy != "" {
		e, ok = o.names[e.ReplacedBy]
	}
	return e, ok
}
