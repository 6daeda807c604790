// SPDX-License-Identifier: Apache-2.0

package journal

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"truce/canon"
)

// The sizes of a policy file that are read.
const (
	maxPolicy = 256 << 10
	// maxNamed is how many logs, cosigners and groups there may be together.
	maxNamed = 1000
)

// ParsePolicy reads a policy file. Its errors name the line.
func ParsePolicy(data []byte) (Policy, error) {
	if len(data) > maxPolicy {
		return Policy{}, fmt.Errorf("policy of %d bytes: want at most %d", len(data), maxPolicy)
	}
	r := policyReader{
		policy: Policy{groups: map[string]group{}}, names: map[string]bool{}, grouped: map[string]bool{},
		keys: map[[ed25519.PublicKeySize]byte]bool{},
	}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if err := r.line(strings.TrimSuffix(line, "\n")); err != nil {
			return Policy{}, fmt.Errorf("policy line %d: %w", number, err)
		}
	}
	if r.policy.quorum == "" {
		return Policy{}, errors.New("policy: no line such as quorum <name>; quorum none asks for no cosigner")
	}
	return r.policy, nil
}

// policyReader holds what the lines so far have said.
type policyReader struct {
	policy Policy
	// names are those of cosigners and groups, which share one space; grouped are those that are a member of a group.
	names, grouped map[string]bool
	keys           map[[ed25519.PublicKeySize]byte]bool
}

func (r *policyReader) line(text string) error {
	if strings.ContainsFunc(text, func(c rune) bool { return c < 0x20 && c != '\t' || c == 0x7f }) {
		return errors.New("a control character")
	}
	words := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == '\t' })
	if len(words) == 0 || strings.HasPrefix(words[0], "#") {
		return nil
	}
	if len(r.policy.logs)+len(r.names) >= maxNamed && words[0] != "quorum" {
		return fmt.Errorf("more than %d logs, witnesses and groups", maxNamed)
	}
	switch args := words[1:]; words[0] {
	case "log":
		return r.log(args)
	case "witness":
		return r.cosigner(args)
	case "group":
		return r.group(args)
	case "quorum":
		return r.quorum(args)
	default:
		return fmt.Errorf("%.40q: want log, witness, group or quorum", words[0])
	}
}

func (r *policyReader) log(args []string) error {
	if len(args) != 1 && len(args) != 2 {
		return errors.New("want log <verifier key> [<url>]")
	}
	key, err := r.key(args[0], SignsNotes)
	if err != nil {
		return err
	}
	if err := CheckOrigin(key.Name()); err != nil {
		return err
	}
	r.policy.logs = append(r.policy.logs, Peer{Name: key.Name(), Key: key, URL: strings.Join(args[1:], "")})
	return nil
}

func (r *policyReader) cosigner(args []string) error {
	if len(args) != 2 && len(args) != 3 {
		return errors.New("want witness <name> <verifier key> [<url>]")
	}
	key, err := r.key(args[1], Cosigns)
	if err != nil {
		return err
	}
	r.policy.cosigners = append(r.policy.cosigners, Peer{Name: args[0], Key: key, URL: strings.Join(args[2:], "")})
	return r.define(args[0])
}

// key reads a key of an algorithm that no line before has, under whatever name.
func (r *policyReader) key(text string, a Algorithm) (VerifierKey, error) {
	k, err := ParseVerifierKey(text)
	switch {
	case err != nil:
		return k, err
	case k.algorithm != a:
		return k, fmt.Errorf("the key of %.80q has algorithm %d: want %d here", k.name, k.algorithm, a)
	case r.keys[k.public]:
		return k, fmt.Errorf("%w or stands here twice: that of %.80q", ErrKeyReuse, k.name)
	}
	r.keys[k.public] = true
	return k, nil
}

func (r *policyReader) define(name string) error {
	if name == nobody || r.names[name] || len(name) > canon.MaxKeyName {
		return fmt.Errorf("name %.80q: want one that is not defined yet, other than none, of at most %d bytes", name, canon.MaxKeyName)
	}
	r.names[name] = true
	return nil
}

func (r *policyReader) group(args []string) error {
	if len(args) < 3 {
		return errors.New("want group <name> <any | all | number> and one name or more")
	}
	g := group{members: args[2:]}
	switch n, err := strconv.Atoi(args[1]); {
	case args[1] == "any":
		g.need = 1
	case args[1] == "all":
		g.need = len(g.members)
	case err != nil || n < 1 || n > len(g.members) || strconv.Itoa(n) != args[1]:
		return fmt.Errorf("%.40q of %d: want any, all or a number from 1 to %d", args[1], len(g.members), len(g.members))
	default:
		g.need = n
	}
	for _, m := range g.members {
		if !r.names[m] {
			return fmt.Errorf("name %.80q is not defined above", m)
		}
		if r.grouped[m] {
			return fmt.Errorf("name %.80q is a member already: each name counts once", m)
		}
		r.grouped[m] = true
	}
	r.policy.groups[args[0]] = g
	return r.define(args[0])
}

func (r *policyReader) quorum(args []string) error {
	switch {
	case len(args) != 1:
		return errors.New("want quorum <name | none>")
	case r.policy.quorum != "":
		return errors.New("a second quorum")
	case args[0] != nobody && !r.names[args[0]]:
		return fmt.Errorf("name %.80q is not defined above", args[0])
	}
	r.policy.quorum = args[0]
	return nil
}
