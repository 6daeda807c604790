// SPDX-License-Identifier: Apache-2.0

package serve_test

import (
	"regexp"
	"strings"
	"testing"

	"truce/internal/access"
)

// around is what stands around a page: the realm, the navigation, what the role and the clock say, and links to other pages.
var (
	around = regexp.MustCompile(`(?s)<header.*?</header>|<nav.*?</nav>|<footer.*?</footer>|<head>.*?</head>|<body[^>]*>|"timeStamp":"[^"]*"|<ul class="links">.*?</ul>`)
	bare   = regexp.MustCompile(`\s*<section class="block">\s*(<h2>[^<]*</h2>)?\s*</section>\s*|\n+`)
)

func within(body string) string {
	return bare.ReplaceAllString(around.ReplaceAllString(body, ""), "\n")
}

func TestEveryRouteThatShowsWhatIsNotPublicIsNoted(t *testing.T) {
	h := demonstrated(t)
	h.release(t)
	public := h.as(t, "public")
	others := map[string]*visitor{}
	for _, role := range []string{"monitor", "duty officer", "analyst", "liaison of Party Cobalt", "operator"} {
		others[role] = h.as(t, role)
	}
	noted := 0
	for _, r := range h.server.Routes() {
		switch {
		case r.Noted:
			noted++
			continue
		case r.Pattern == "/events":
			continue // it tells that something changed, and no more
		case r.Needs != access.Open:
			t.Errorf("%s is for %s and is not noted", r.Pattern, r.Needs)
			continue
		case strings.HasPrefix(r.Pattern, "/assets/"), strings.HasPrefix(r.Pattern, "/account"), r.Page == nil && r.Raw == nil && r.Act != nil:
			continue // the files of the program, one's own account, and forms alone
		}
		for _, path := range h.addresses(t, strings.TrimPrefix(r.Pattern, "GET ")) {
			_, body := public.get(path)
			want := within(body)
			for role, v := range others {
				_, body := v.get(path)
				if got := within(body); got != want {
					t.Errorf("%s shows the %s something else than the public, and is not noted:\n%s", path, role, differ(got, want))
				}
			}
		}
	}
	if noted < 30 {
		t.Errorf("%d routes are noted", noted)
	}
}

// differ is where two texts begin to differ.
func differ(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-80):min(len(a), i+160)] + "\n---\n" + b[max(0, i-80):min(len(b), i+160)]
}
