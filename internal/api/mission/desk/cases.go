// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"slices"

	"truce/agreement"
	"truce/agreement/people"
	"truce/internal/access"
	"truce/internal/api"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// CaseWords says what a case is of: a verdict with its status, or a complaint; the article that either is under, empty where it has
// none; and where the finding is shown, empty without one.
func CaseWords(r *response.Register, c *response.Case) (text string, article agreement.ArticleID, link string) {
	if c.Finding == nil {
		if c.Papers != nil && len(c.Papers.Complaints) > 0 {
			article = r.Complaints()[c.Papers.Complaints[0]-1].Complaint.Article
		}
		return "complaint without a finding (" + string(c.Status()) + ")", article, ""
	}
	f := &c.Finding.Released
	text = Plain(string(f.Verdict)) + " (" + Plain(string(c.Status())) + ")"
	if f.Exercise {
		text = "EXERCISE " + text
	}
	return text, f.Article, FindingPath(f)
}

// ArticleFact is the article of a case with the way to its words; without an article there is no way.
func ArticleFact(r *response.Register, id agreement.ArticleID) page.Fact {
	if id == "" {
		return page.Fact{Name: "Article", Text: "none is given"}
	}
	return page.Fact{Name: "Article", Text: Article(r.Text().Agreement(), id), Link: "/agreement/" + url.PathEscape(r.Ref()) + "#" + url.PathEscape(string(id))}
}

// Due is until when something is owed, in words.
func Due(o *response.Obligation, zone when.Zone) string {
	due := "no time set"
	if o.Due != 0 {
		due = api.Clock(o.Due, zone)
	}
	if o.Reported {
		due += " (reported)"
	}
	return due
}

// Unreached are those whom a step has to reach and did not.
func Unreached(o *response.Obligation) (out []string) {
	if o.Detail == nil {
		return nil
	}
	for _, who := range o.Detail.To {
		if !slices.Contains(o.Detail.Reached, who) {
			out = append(out, who)
		}
	}
	return out
}

// Awaited is the open reply in a case that is owed by the viewer's side, which has not given it; nil where there is none.
func Awaited(r *response.Register, c *response.Case, v access.Viewer) *response.Obligation {
	if !v.May(access.Filing) || v.Member == "" {
		return nil
	}
	owes := func(list []string) bool {
		return slices.ContainsFunc(list, func(who string) bool { return people.Is(r.Text(), v.Member, who) })
	}
	for _, o := range c.Obligations {
		if o.IsOpen() && o.Name == "reply" && (o.Detail == nil || owes(o.Detail.To) && !owes(o.Detail.Reached)) {
			return o
		}
	}
	return nil
}
