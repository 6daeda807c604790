// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"sync"

	"truce/when"
)

// While many look at one page, its list is asked for again by each of them after each change. Where the list is alike for all of a
// role and member, it is made once for those who ask within a second, of one version of the record.
const (
	alikeFor   = when.Second
	mostShared = 200
)

// likeness is what the answers of a list that is alike depend on.
type likeness struct {
	version     uint64
	now         when.Instant // to the second
	role        string
	member      string
	contributes bool
	uri         string
}

// answers are those made for the last of them. The zero answers are ready.
type answers struct {
	mu   sync.Mutex // held for made
	made map[likeness]*answer
}

// answer is one that is being made, or was.
type answer struct {
	mu   sync.Mutex // held while it is made, and for body
	body []byte     // nil until then
}

// of returns the answer to what is alike, and makes it where nobody has. An answer that fails is not kept.
func (a *answers) of(what likeness, write func(*bytes.Buffer) error) ([]byte, error) {
	a.mu.Lock()
	if a.made == nil || len(a.made) >= mostShared {
		a.made = map[likeness]*answer{}
	}
	one := a.made[what]
	if one == nil {
		one = &answer{}
		a.made[what] = one
	}
	a.mu.Unlock()
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.body != nil {
		return one.body, nil
	}
	var out bytes.Buffer
	if err := write(&out); err != nil {
		return nil, err
	}
	one.body = out.Bytes()
	return one.body, nil
}

// likenessOf is what the answer to an asking depends on, where its route is alike.
func likenessOf(a *Ask) likeness {
	v := a.Viewer
	return likeness{a.version, a.Now - a.Now%when.Instant(alikeFor), string(v.Role), v.Member, v.Contributes, a.URL.RequestURI()}
}
