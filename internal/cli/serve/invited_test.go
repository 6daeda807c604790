// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"net/url"
	"strings"
	"testing"
)

// Whoever is invited speaks for somebody whom a text on record names: the form offers them, and says who they are where another is given.
func TestAnAccountSpeaksForNobodyWhomNoTextNames(t *testing.T) {
	operator := beforeAVote(t).operator()
	_, text := operator.get("/people")
	for _, each := range []string{`<option value="amber">Party Amber, a party</option>`, `<option value="guarantor-jade">guarantor-jade, of the `} {
		if !strings.Contains(text, each) {
			t.Errorf("the form does not offer %q: %.3000s", each, text)
		}
	}
	status, text := operator.post("/people", url.Values{"name": {"amber-9"}, "role": {"liaison"}, "member": {"ambre"}, "days": {"3"}})
	beside(t, "member", status, text)
	says(t, 200, text, "is named by no text on record", "want one of amber, cobalt, guarantor-jade")
	operator.invited("cobalt-desk", "liaison", "cobalt")
	status, text = operator.post("/people/account", url.Values{"name": {"cobalt-desk"}, "role-liaison": {"yes"}, "member": {"cobolt"}})
	beside(t, "member", status, text)
	status, text = operator.post("/people/account", url.Values{"name": {"cobalt-desk"}, "role-liaison": {"yes"}, "member": {"amber"}})
	says(t, status, text, "cobalt-desk is changed.")
}
