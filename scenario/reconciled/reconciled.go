// SPDX-License-Identifier: Apache-2.0

// Package reconciled turns what came of two lists that were held together into the words that a case file asks for. It follows
// the package ledger.
package reconciled

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"truce/ledger"
)

// Aspect is one thing that a want reconcile line may ask, in text.
func Aspect(r *ledger.Result, key string) (string, error) {
	if key == "events" {
		return strconv.Itoa(len(r.Events)), nil
	}
	if name, id, ok := strings.Cut(key, ":"); ok {
		side := map[string]*ledger.Side{"a": &r.A, "b": &r.B}[name]
		i := slices.IndexFunc(side.Items, func(p ledger.Placed) bool { return p.ID == id })
		if i < 0 {
			return "", fmt.Errorf("the list has no item %q", id)
		}
		var with []string
		for _, p := range side.Items[i].Partners {
			with = append(with, p.ID)
		}
		return strings.TrimSpace(string(side.Items[i].Class) + " " + strings.Join(with, ",")), nil
	}
	name, class, _ := strings.Cut(key, "-")
	counts := map[string]ledger.Counts{"a": r.A.Counts, "b": r.B.Counts}[name]
	if class == "items" {
		return strconv.Itoa(counts.Items), nil
	}
	return strconv.Itoa(counts.Of(ledger.Class(class))), nil
}

// Words are the named words of want reconcile.
func Words() []string {
	out := []string{"definition", "of", "events"}
	for _, side := range []string{"a-", "b-"} {
		out = append(out, side+"items")
		for _, class := range ledger.Classes() {
			out = append(out, side+string(class))
		}
	}
	return out
}
