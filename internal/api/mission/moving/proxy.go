// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"strings"

	"truce/agreement"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// lent is a proxy that a member can give or take back now.
type lent struct {
	proxy response.Proxy
	body  *agreement.Body
}

func (l lent) key() string {
	word := "give"
	if l.proxy.Ends {
		word = "end"
	}
	return strings.Join([]string{word, string(l.proxy.Body), l.proxy.Holder}, " ")
}

// proxies are those that the member can give and those that it gave, as the text lets it.
func (s *sitting) proxies() (out []lent) {
	for _, b := range s.bodies() {
		for _, m := range b.Members {
			if m.ID != s.member {
				continue
			}
			for _, holder := range m.Proxies {
				for _, ends := range []bool{false, true} {
					p := response.Proxy{Body: b.ID, Member: s.member, Holder: holder, Ends: ends, By: s.member}
					if s.refuses(&response.Act{Proxy: &p}) == nil {
						out = append(out, lent{p, b})
					}
				}
			}
		}
	}
	return out
}

func (p *pages) proxyPage(a *api.Ask) (out page.Page, err error) {
	err = p.sit(a, func(s *sitting) error {
		out = page.Page{Title: "Let another member vote for you", Exercise: s.text().Exercise, Lead: "A proxy holds in every case before the body until you take it back. Your own vote always goes before one that is cast for you."}
		list := s.proxies()
		switch {
		case len(s.bodies()) == 0:
			out.Blocks = []page.Block{s.outsider(), s.back()}
			return nil
		case len(list) == 0:
			out.Blocks = []page.Block{page.Note{Kind: page.Help, Text: "The text lets nobody vote for " + s.member + "."}, s.back()}
			return nil
		}
		field := page.Field{Name: "proxy", Label: "What you do", Kind: "choice", Value: a.Value("proxy", ""), Error: a.Fault("proxy")}
		for _, l := range list {
			text := "Let " + l.proxy.Holder + " vote for " + s.member + " in the " + l.body.Name
			if l.proxy.Ends {
				text = "Take back what you gave " + l.proxy.Holder + " in the " + l.body.Name
			}
			field.Options = append(field.Options, page.Option{Value: l.key(), Text: text})
		}
		out.Blocks = []page.Block{page.Form{ID: "proxy", Action: s.address("/proxy"), Submit: "Enter it", Lead: "It is entered unsigned, in the name of " + s.member + ". A vote by it names who casts it, and it is their key that signs it.", Fields: []page.Field{field}}, s.back()}
		return nil
	})
	return out, err
}

func (p *pages) proxy(a *api.Ask) (api.Done, error) {
	var chosen *response.Proxy
	to := ""
	err := p.sit(a, func(s *sitting) error {
		to = s.address("")
		for _, l := range s.proxies() {
			if l.key() == a.Sent.Get("proxy") {
				chosen = &l.proxy
			}
		}
		if chosen == nil {
			return api.Refuse("proxy", "choose what the text lets you do: this is not open to you now")
		}
		return nil
	})
	if err != nil {
		return api.Done{}, err
	}
	message := chosen.Holder + " may vote for " + chosen.Member + " from now on, until you take it back. A vote of your own goes before."
	if chosen.Ends {
		message = chosen.Holder + " may no longer vote for " + chosen.Member + ". A vote that was cast by then counts, unless you cast your own."
	}
	return api.Done{To: to, Message: message}, p.take(a, response.Act{Proxy: chosen}, []fault{{"proxy", "proxy"}})
}

// Lent are the members of a body whose proxy somebody holds at an instant: those who gave it and did not take it back.
func Lent(r *response.Register, body agreement.BodyID, holder string, at when.Instant) (out []string) {
	for _, b := range r.Text().Agreement().Bodies {
		if b.ID != body {
			continue
		}
		for _, m := range b.Members {
			back := response.Act{Proxy: &response.Proxy{Body: body, Member: m.ID, Holder: holder, Ends: true, By: m.ID}}
			if _, err := r.Prepare(&back, at); err == nil {
				out = append(out, m.ID)
			}
		}
	}
	return out
}
