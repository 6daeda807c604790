// SPDX-License-Identifier: Apache-2.0

package moving

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"truce/agreement"
	"truce/finding"
	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/page"
	"truce/response"
	"truce/when"
)

// kind is something that a motion may propose.
type kind struct {
	id, name, says string
	// sample is one of its kind in which nothing is at fault but what the case and the body make of it.
	sample func(*sitting, *agreement.Body) response.Proposal
}

// sampled stands in a sample for what a member would write.
const sampled = "reasons"

func kinds() []kind {
	return []kind{
		{"determination", "A determination", "what the body holds of the finding or the complaint", func(s *sitting, _ *agreement.Body) response.Proposal {
			return response.Proposal{Determination: &response.Outcome{Outcome: finding.Undetermined, Reasons: sampled}}
		}},
		{"remedy", "A remedy", "what a party is to do, and how anybody can see whether it did", func(s *sitting, b *agreement.Body) response.Proposal {
			return response.Proposal{Remedy: &response.Order{Force: s.forces(b)[0], Respondent: string(s.text().Parties[0].ID), Says: sampled}}
		}},
		{"ruling", "A ruling on a question of the text", "which of the named readings holds from now on", func(s *sitting, b *agreement.Body) response.Proposal {
			out := rulingOf(s.readings(b)[0].Value)
			return response.Proposal{Ruling: &out}
		}},
		{"declaration", "A declaration", "a word that the text gives weight to and no machine computes", func(s *sitting, _ *agreement.Body) response.Proposal {
			return response.Proposal{Declaration: &response.Declaration{Word: sampled, Reason: sampled}}
		}},
		{"appeal", "The decision of an appeal", "whether the determination stands", func(*sitting, *agreement.Body) response.Proposal {
			return response.Proposal{Appealed: &response.AppealDecision{Outcome: "upheld"}}
		}},
		{"text", "A decision in words", "from which nothing follows by itself", func(*sitting, *agreement.Body) response.Proposal {
			return response.Proposal{Text: sampled}
		}},
	}
}

// forces are those that the body's remedies may have; what is ordered comes last, since a violation has to be determined before.
func (s *sitting) forces(b *agreement.Body) []string {
	if len(b.Remedies) > 0 {
		return b.Remedies
	}
	return []string{"requested", "recommended", "ordered"}
}

// readings are the questions that the body may rule on, each with one of its readings.
func (s *sitting) readings(b *agreement.Body) (out []page.Option) {
	for _, q := range s.text().Questions {
		if q.RuledBy != b.ID {
			continue
		}
		for _, r := range q.Readings {
			out = append(out, page.Option{Value: string(q.ID) + " " + string(r.ID), Text: q.Asks + " " + r.Means})
		}
	}
	return out
}

// rulingOf reads a question and a reading as a form sends them.
func rulingOf(text string) response.Ruling {
	q, r, _ := strings.Cut(text, " ")
	return response.Ruling{Question: agreement.QuestionID(q), Reading: agreement.ReadingID(r)}
}

// motion is a motion of somebody before a body that proposes something.
func (s *sitting) motion(b *agreement.Body, proposes response.Proposal) *response.Move {
	return &response.Move{Body: b.ID, By: s.member, Thread: response.Thread{Case: s.c.Number}, Proposes: proposes}
}

// movePage says what may be moved and what may not and why, and shows the form of what was chosen.
func (p *pages) movePage(a *api.Ask) (out page.Page, err error) {
	of, in := a.Value("of", a.URL.Query().Get("of")), a.Value("body", a.URL.Query().Get("body"))
	if a.Value("read", "") != "" && a.Refused == nil {
		err = p.sit(a, func(s *sitting) error {
			out = s.page("Sign a motion", "Read the exact words before you sign them: a motion once entered is not changed.")
			return nil
		})
		if err == nil {
			out.Blocks, err = p.exactMove(a)
		}
		return out, err
	}
	signs := p.signs(a)
	err = p.sit(a, func(s *sitting) error {
		out = s.page("Move a motion", "A motion puts exact words before a body. Until the body has voted, the assessment stands as it is.")
		if len(s.bodies()) == 0 {
			out.Blocks = []page.Block{s.outsider(), s.back()}
			return nil
		}
		out.Blocks = append(out.Blocks, s.about()...)
		out.Blocks = append(out.Blocks, s.recusedFrom()...)
		for _, k := range kinds() {
			b := s.body(in)
			if k.id != of || b == nil {
				continue
			}
			out.Title = fmt.Sprintf("Move %s in case %d", lower(k.name), s.c.Number)
			if why := s.closed(k, b); why != nil {
				out.Blocks = append(out.Blocks, page.Note{Kind: page.Warning, Text: "The procedure does not take this now: " + why.Error() + "."}, s.may())
				return nil
			}
			f := p.form(a, s, k, b)
			if signs {
				f.Submit = "See the exact words to sign"
			} else {
				out.Blocks = append(out.Blocks, p.unsignedMove(b))
			}
			if signs || !p.Accounts {
				out.Blocks = append(out.Blocks, f)
			}
			out.Blocks = append(out.Blocks, page.Links{Links: []page.Link{{Text: "Move something else", To: s.address("/move")}, {Text: "Back to the case", To: s.address("")}}})
			return nil
		}
		out.Blocks = append(out.Blocks, s.may(), s.back())
		return nil
	})
	return out, err
}

func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// may lists what the member may move before which body, and what the procedure would refuse and why.
func (s *sitting) may() page.List {
	l := page.List{ID: "may", Title: "What you can move", Empty: "There is nothing that can be moved.", Columns: []page.Column{
		{Key: "what", Name: "What"}, {Key: "before", Name: "Before"}, {Key: "now", Name: "Now"}, {Key: "why", Name: "Why not"},
	}}
	for _, b := range s.bodies() {
		for _, k := range kinds() {
			row := page.Row{ID: k.id + "-" + string(b.ID), Cells: []page.Cell{{Text: k.name + ": " + k.says}, {Text: b.Name}, {Text: "yes"}, {}}}
			if why := s.closed(k, b); why != nil {
				row.Cells[2].Text, row.Cells[3].Text = "no", why.Error()
			} else {
				row.Cells[0].Link = s.address("/move") + "?of=" + k.id + "&body=" + url.QueryEscape(string(b.ID))
			}
			l.Rows = append(l.Rows, row)
		}
	}
	return l
}

// closed is why the procedure takes no motion of a kind before a body now, nil where it does.
func (s *sitting) closed(k kind, b *agreement.Body) error {
	if k.id == "ruling" && len(s.readings(b)) == 0 {
		return fmt.Errorf("the text has no question on which the %s rules", b.Name)
	}
	return s.refuses(&response.Act{Motion: s.motion(b, k.sample(s, b))})
}

// recusedFrom says from which bodies the member is recused in the case.
func (s *sitting) recusedFrom() (out []page.Block) {
	for _, b := range s.bodies() {
		if s.register.IsRecused(b.ID, s.member, s.c.Number) {
			out = append(out, page.Note{Kind: page.Warning, Text: fmt.Sprintf("%s is recused from this case in the %s. The record takes a motion of a recused member; a vote of one is kept and does not count.", s.member, b.Name)})
		}
	}
	return out
}

// form is the form of a motion of a kind. What it promises of signatures is what the procedure has: the vote is signed.
func (p *pages) form(a *api.Ask, s *sitting, k kind, b *agreement.Body) page.Form {
	signs := "A vote counts with a signature or without one, and says which."
	if b.Signatures > 0 {
		signs = fmt.Sprintf("It is adopted with %d signatures in favour at the least.", b.Signatures)
	}
	f := page.Form{
		ID: "move", Action: s.address("/move"), Submit: "Move it",
		Lead:   fmt.Sprintf("Moved by %s before the %s. A motion once entered is not changed: where you have a key you sign its exact words on the page that follows. The vote on it is another act. %s", s.member, b.Name, signs),
		Fields: []page.Field{{Name: "of", Kind: "hidden", Value: k.id}, {Name: "body", Kind: "hidden", Value: string(b.ID)}, {Name: "read", Kind: "hidden", Value: "yes"}},
	}
	f.Fields = append(f.Fields, s.fields(a, k.id, b)...)
	f.Fields = append(f.Fields, page.Field{Name: "closes", Label: "Closes by itself", Kind: "time", Value: a.Value("closes", ""), Error: a.Fault("closes"), Help: "On the agreement's clocks, " + s.words.Zone.Name() + ". Left out, when everybody voted or nothing can change any more."})
	if b.Silence != "" {
		f.Fields = append(f.Fields, page.Field{Name: "silence", Label: "It is adopted if nobody objects within " + string(b.Silence), Kind: "tick", Value: a.Value("silence", "")})
	}
	return f
}

// fields are those of a kind of motion.
func (s *sitting) fields(a *api.Ask, kind string, b *agreement.Body) []page.Field {
	area := func(name, label, help string) page.Field {
		return page.Field{Name: name, Label: label, Kind: "area", Required: true, Max: 2000, Value: a.Value(name, ""), Error: a.Fault(name), Help: help}
	}
	pick := func(name, label string, list []page.Option) page.Field {
		return page.Field{Name: name, Label: label, Kind: "choice", Value: a.Value(name, ""), Options: append([]page.Option{{Text: "choose"}}, list...), Error: a.Fault(name)}
	}
	switch kind {
	case "determination":
		return []page.Field{
			pick("outcome", "Outcome", desk.Choices(s.outcomes()...)),
			{Name: "intent", Label: "What is held of the intent", Value: a.Value("intent", "undetermined"), Error: a.Fault("intent"), Help: "Undetermined, where the body does not know it."},
			area("reasons", "Reasons", "Which facts, under which article, and why it follows. "+desk.InBundles),
		}
	case "remedy":
		return s.remedyFields(a, b, area("says", "What is to be done", ""))
	case "ruling":
		return []page.Field{pick("reading", "Question, and the reading that holds", s.readings(b))}
	case "declaration":
		word := page.Field{Name: "word", Label: "What is declared", Required: true, Value: a.Value("word", ""), Error: a.Fault("word"), Help: "In the text's own word."}
		if list := s.declared(); len(list) > 0 {
			word = pick("word", "What is declared", list)
		}
		return []page.Field{word, area("reasons", "Reasons", "")}
	case "appeal":
		return []page.Field{pick("outcome", "Decision", desk.Choices("upheld", "remanded")), area("reasons", "Reasons", "Upheld makes the determination final; remanded has it determined again.")}
	default:
		return []page.Field{area("text", "What is decided", "No machine draws anything from it.")}
	}
}

func (s *sitting) remedyFields(a *api.Ask, b *agreement.Body, says page.Field) []page.Field {
	parties, places := []page.Option{}, []page.Option{{Text: "no place"}}
	for _, p := range s.text().Parties {
		parties = append(parties, page.Option{Value: string(p.ID), Text: p.Name})
	}
	for _, p := range s.text().Places {
		places = append(places, page.Option{Value: string(p.ID), Text: cmp.Or(p.Name, string(p.ID))})
	}
	field := func(name, label, help string) page.Field {
		return page.Field{Name: name, Label: label, Value: a.Value(name, ""), Error: a.Fault(name), Help: help}
	}
	until := field("until", "Until", "On the agreement's clocks, "+s.words.Zone.Name()+". Without an end nobody can say that it is late.")
	until.Kind = "time"
	count := field("count", "How many of them", "")
	count.Kind = "number"
	return []page.Field{
		{Name: "force", Label: "Force", Kind: "choice", Value: a.Value("force", ""), Options: desk.Choices(s.forces(b)...), Error: a.Fault("force")},
		{Name: "against", Label: "Of whom", Kind: "choice", Value: a.Value("against", ""), Options: parties, Error: a.Fault("against")},
		says, until,
		field("what", "What can be counted to see whether it was done", "Such as howitzers. Left out, nobody can verify the remedy, and it says so."),
		count,
		field("away", "How far away they are to be", "Such as 5 km."),
		{Name: "from", Label: "From which place", Kind: "choice", Value: a.Value("from", ""), Options: places, Error: a.Fault("from")},
	}
}

// declared are the words to which the text's ladder gives weight.
func (s *sitting) declared() (out []page.Option) {
	for _, r := range s.text().Ladder {
		if r.Declared != "" {
			out = append(out, page.Option{Value: r.Declared, Text: desk.Plain(r.Declared)})
		}
	}
	return out
}

// proposal reads what a form proposes.
func (p *pages) proposal(a *api.Ask) (out response.Proposal, err error) {
	need := func(name, says string) string {
		text := strings.TrimSpace(a.Sent.Get(name))
		if text == "" && err == nil {
			err = api.Refuse(name, "%s", says)
		}
		return text
	}
	const why = "say why: everybody who votes signs these words"
	switch a.Sent.Get("of") {
	case "determination":
		out.Determination = &response.Outcome{Outcome: finding.Verdict(a.Sent.Get("outcome")), Intent: strings.TrimSpace(a.Sent.Get("intent")), Reasons: need("reasons", why)}
	case "remedy":
		out.Remedy = &response.Order{Force: a.Sent.Get("force"), Respondent: a.Sent.Get("against"), Says: need("says", "say what is to be done")}
		if err == nil {
			err = p.check(a, out.Remedy)
		}
	case "ruling":
		r := rulingOf(a.Sent.Get("reading"))
		out.Ruling = &r
	case "declaration":
		out.Declaration = &response.Declaration{Word: need("word", "say what is declared"), Reason: need("reasons", why)}
	case "appeal":
		out.Appealed = &response.AppealDecision{Outcome: a.Sent.Get("outcome"), Reason: need("reasons", why)}
	case "text":
		out.Text = need("text", "say what is decided")
	default:
		err = &api.Refused{Reason: "The form does not say what is moved: choose it on the page."}
	}
	return out, err
}

// check reads until when a remedy is to be done, and how anybody can see whether it was.
func (p *pages) check(a *api.Ask, o *response.Order) (err error) {
	if o.Until, err = p.moment(a, "until"); err != nil {
		return err
	}
	what, count, away, from := strings.TrimSpace(a.Sent.Get("what")), strings.TrimSpace(a.Sent.Get("count")), strings.TrimSpace(a.Sent.Get("away")), a.Sent.Get("from")
	if what == "" && count == "" && away == "" && from == "" {
		return nil
	}
	n, err := strconv.Atoi(count)
	switch {
	case what == "":
		return api.Refuse("what", "say what is counted, or leave out how many, how far and from where")
	case err != nil || n < 1:
		return api.Refuse("count", "give a whole number of at least 1")
	}
	if _, err := agreement.Metres(away).Parse(); away != "" && err != nil {
		return api.Refuse("away", "%q is no length here: want a number and a unit, such as 5 km", away)
	}
	o.Check = &response.Check{What: what, Count: n, Away: agreement.Metres(away), From: agreement.PlaceID(from)}
	return nil
}

// moment reads a time of a form on the agreement's clocks, none where it is empty.
func (p *pages) moment(a *api.Ask, name string) (when.Instant, error) {
	text := a.Sent.Get(name)
	if text == "" {
		return 0, nil
	}
	span, err := desk.Moment(name, text, p.Zone())
	return span.Interval.From, err
}

// move enters a motion of whoever asks.
func (p *pages) move(a *api.Ask) (api.Done, error) {
	m, who, err := p.sentMove(a)
	if err != nil {
		return api.Done{}, err
	}
	if a.Sent.Get("read") != "" && p.signs(a) {
		return api.Done{Again: true}, p.asIs(a, m)
	}
	if err := p.enterMove(a, m, who); err != nil {
		return api.Done{}, err
	}
	to, done := "", "The motion is on record, unsigned."
	if m.Key != "" {
		done = "The motion is on record, signed by the key " + m.Key + "."
	}
	err = p.sit(a, func(s *sitting) error {
		list := s.register.Motions()
		for i := len(list) - 1; i >= 0 && to == ""; i-- {
			if list[i].Content.By == m.By && list[i].Content.Case == s.c.Number {
				to = desk.MotionPath(s.register.Ref(), list[i].Content.Number)
			}
		}
		return nil
	})
	return api.Done{To: to, Message: done + " Look at its exact bytes: they are what you and the others vote on and sign."}, err
}

// fault is a word of the reasons for which the procedure refuses something, and the field beside which such a reason stands.
type fault struct{ word, field string }

// faults are those of a motion of a kind.
func faults(of string) []fault {
	long := "reasons"
	switch of {
	case "remedy":
		long = "says"
	case "text":
		long = "text"
	}
	return []fault{
		{"a text of", long},
		{"a text that is not one line", long},
		{"closes before", "closes"},
		{"silence", "closes"},
		{"outcome", "outcome"},
		{"force", "force"},
		{"ordered before", "force"},
		{"is no party", "against"},
		{"no place", "from"},
		{"a check says", "what"},
		{"reading", "reading"},
		{"declared", "word"},
	}
}

// placed puts the reason of a refusal beside the field that the first of some words in it names.
func placed(err error, list []fault) error {
	var refused *api.Refused
	if !errors.As(err, &refused) {
		return err
	}
	for _, f := range list {
		if strings.Contains(refused.Reason, f.word) {
			refused.Fields = map[string]string{f.field: refused.Reason}
			break
		}
	}
	return err
}
