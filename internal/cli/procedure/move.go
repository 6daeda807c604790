// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/finding"
	"truce/internal/cli/say"
	"truce/response"
)

// proposing is what a motion may propose: one of its first five, or a text.
type proposing struct {
	outcome, question, declares, appeal, force, text string
	intent, reasons, reading                         string
	against, says, until, what, away, from           string
	count                                            int
}

func (p *proposing) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&p.outcome, "outcome", "", "propose a determination: violation, no-violation, exempt or undetermined")
	f.StringVar(&p.intent, "intent", "", "what is proposed of the intent, such as undetermined")
	f.StringVar(&p.reasons, "reasons", "", "why, of a determination, a declaration or an appeal"+fromFile)
	f.StringVar(&p.question, "question", "", "propose a ruling on this question")
	f.StringVar(&p.reading, "reading", "", "the reading that a ruling chooses")
	f.StringVar(&p.declares, "declares", "", "propose to declare this word")
	f.StringVar(&p.appeal, "appeal", "", "propose to decide an appeal: upheld or remanded")
	f.StringVar(&p.force, "force", "", "propose a remedy: requested, recommended or ordered")
	f.StringVar(&p.against, "against", "", "whom a remedy is asked of")
	f.StringVar(&p.says, "says", "", "what is to be done by a remedy"+fromFile)
	f.StringVar(&p.until, "until", "", "until when a remedy is to be done")
	f.StringVar(&p.what, "what", "", "what can be counted to see whether a remedy was done")
	f.IntVar(&p.count, "count", 0, "how many of them")
	f.StringVar(&p.away, "away", "", "how far they are to be, such as \"5 km\"")
	f.StringVar(&p.from, "from", "", "from which place of the text")
	f.StringVar(&p.text, "text", "", "propose a decision in words, from which nothing follows by itself"+fromFile)
}

// proposal makes what is proposed of the flags.
func (p *proposing) proposal(d *desk, by string) (out response.Proposal, err error) {
	if err := expand(&p.reasons, &p.says, &p.text); err != nil {
		return out, err
	}
	if p.outcome != "" {
		out.Determination = &response.Outcome{Outcome: finding.Verdict(p.outcome), Intent: p.intent, Reasons: p.reasons}
	}
	if p.question != "" {
		out.Ruling = &response.Ruling{Question: agreement.QuestionID(p.question), Reading: agreement.ReadingID(p.reading)}
	}
	if p.declares != "" {
		out.Declaration = &response.Declaration{By: by, Word: p.declares, Reason: p.reasons}
	}
	if p.appeal != "" {
		out.Appealed = &response.AppealDecision{By: by, Outcome: p.appeal, Reason: p.reasons}
	}
	if p.force != "" {
		out.Remedy, err = p.remedy(d, by)
	}
	out.Text = p.text
	return out, err
}

func (p *proposing) remedy(d *desk, by string) (*response.Order, error) {
	o := response.Order{By: by, Force: p.force, Respondent: p.against, Says: p.says}
	if p.until != "" {
		var err error
		if o.Until, err = ahead(p.until, d.now, d.zone); err != nil {
			return nil, fmt.Errorf("--until: %w", err)
		}
	}
	if p.what != "" || p.count != 0 || p.away != "" || p.from != "" {
		o.Check = &response.Check{What: p.what, Count: p.count, Away: agreement.Metres(p.away), From: agreement.PlaceID(p.from)}
	}
	return &o, nil
}

func newMove() *cobra.Command {
	var o entering
	var p proposing
	var m response.Move
	var body, closes, key string
	cmd := &cobra.Command{
		Use:   "move JOURNAL [CASE] --body BODY --by MEMBER",
		Short: "Put a motion before a body, and print the exact bytes that its members sign",
		Long: `Move enters a motion that proposes one thing: a determination (--outcome), a ruling (--question), a declaration (--declares), the
decision of an appeal (--appeal), a remedy (--force), or a decision in words (--text). It prints the exact bytes of the motion and their
digest: they are what each member votes on with truce vote, and signs where the text asks for signatures. A motion once entered is not
changed: who wants other words moves again. On a page characters that nobody sees are written out; --json has the bytes as they are.

With --key, the file of the member's key, the moving is signed too: over everything that the motion says, the agreement and the number that it
gets. A motion that nobody signed says so wherever it is shown.

A motion proposes; until the body has voted, an assessment stands as it is.

Exit codes: 0 entered, or would be, 1 refused and nothing entered, 2 could not tell.`,
		Example: `  truce case move mission.journal 17 --body commission --by jade --outcome violation --reasons @reasons.txt --closes 72h --key jade.key
  truce vote --journal mission.journal --motion 1 --by jade --choice yes --key jade.key`,
		Args: say.AsUsed,
		RunE: o.doing(func(d *desk, args []string) (response.Act, error) {
			act := m
			if body == "" || act.By == "" {
				return response.Act{}, errors.New("missing: --body, before which it is moved, and --by, the member that moves it")
			}
			act.Body = agreement.BodyID(body)
			if len(args) > 0 {
				c, err := d.numbered(args[0])
				if err != nil {
					return response.Act{}, err
				}
				act.Case = c.Number
			}
			var err error
			if closes != "" {
				if act.Closes, err = ahead(closes, d.now, d.zone); err != nil {
					return response.Act{}, fmt.Errorf("--closes: %w", err)
				}
			}
			if act.Proposes, err = p.proposal(d, body); err != nil || key == "" {
				return response.Act{Motion: &act}, err
			}
			message, err := d.register.MoveBytes(&act)
			if err == nil {
				act.Key, act.Signature, err = signWith(key, message)
			}
			return response.Act{Motion: &act}, err
		}),
	}
	o.flags(cmd)
	p.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&body, "body", "", "body that is to decide")
	f.StringVar(&m.By, "by", "", "member that moves it")
	f.StringVar(&closes, "closes", "", "when it closes by itself, such as 72h or \"2031-03-10 12:00\"; left out, when all voted")
	f.StringVar(&key, "key", "", "file of the member's key, which signs what is moved")
	f.BoolVar(&m.Silence, "silence", false, "it is adopted if nobody objects until it closes, where the text has that")
	return cmd
}
