// SPDX-License-Identifier: Apache-2.0

package finding

import "slices"

// few are values by the places of rules or terms in their list, of which one incident touches few: in order of places.
type few[T any] []placed[T]

type placed[T any] struct {
	at int
	is T
}

// of returns the value of a place, the zero value where there is none.
func (f few[T]) of(at int) (is T) {
	for i := range f {
		if f[i].at >= at {
			if f[i].at == at {
				is = f[i].is
			}
			break
		}
	}
	return is
}

// set gives a place its value.
func (f *few[T]) set(at int, is T) {
	i, has := slices.BinarySearchFunc(*f, at, func(p placed[T], at int) int { return p.at - at })
	if has {
		(*f)[i].is = is
		return
	}
	*f = slices.Insert(*f, i, placed[T]{at, is})
}

// equal tells whether two have the same values at the same places.
func (f few[T]) equal(o few[T], same func(a, b T) bool) bool {
	return slices.EqualFunc(f, o, func(p, q placed[T]) bool { return p.at == q.at && same(p.is, q.is) })
}

func same[T comparable](a, b T) bool { return a == b }
