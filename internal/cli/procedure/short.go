// SPDX-License-Identifier: Apache-2.0

package procedure

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreement"
	"truce/internal/cli/say"
	"truce/response"
)

// numbered reads the number of a case that is on record.
func (d *desk) numbered(text string) (*response.Case, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("case %.40q is no number: truce case --journal FILE lists them", text)
	}
	c := d.register.Case(n)
	if c == nil {
		return nil, fmt.Errorf("there is no case %d of %s: it has %d", n, d.register.Ref(), len(d.register.Cases()))
	}
	return c, nil
}

// words reads what is to be entered: the text itself, or after @ the name of a file that has it, whose lines become one: an entry
// holds one line.
func words(text string) (string, error) {
	file, ok := strings.CutPrefix(text, "@")
	if !ok {
		return text, nil
	}
	const most = 64 << 10 // more than an act may carry, so that it is the act that is refused
	data, err := say.ReadLimited(file, most)
	if err != nil {
		return "", fmt.Errorf("text %w", say.FileFault(file, err, ".txt"))
	}
	return strings.Join(strings.Fields(string(data)), " "), nil
}

// expand reads texts in their places.
func expand(texts ...*string) error {
	for _, t := range texts {
		var err error
		if *t, err = words(*t); err != nil {
			return err
		}
	}
	return nil
}

const fromFile = "; @FILE reads it from a file, as one line"

func newDone() *cobra.Command {
	var o entering
	var done response.Done
	var at, reply string
	cmd := &cobra.Command{
		Use:   "done JOURNAL CASE STEP --by BODY",
		Short: "Enter that a step of a case was done, such as the call, the notice, the verification or the reply",
		Long: `Done enters that a step of the procedure was done, or rung:ID, what a rung of the ladder owes. It is by whom the text says, or who
answers for them. --to names those who were reached, where it was not everybody who has to be: the step stays open until all were. A
notice says in --summary what it is about. What was done late is entered all the same, and says how late.

Exit codes: 0 entered, or would be, 1 refused and nothing entered, 2 could not tell.`,
		Example: `  truce case done mission.journal 17 call --by coordination-cell --to north,south
  truce case done mission.journal 17 notice --by coordination-cell --summary @notice.txt --reply 24h
  truce case done mission.journal 17 reply --by south --says "our battery did not fire"`,
		Args: say.AsUsed,
		RunE: o.doing(func(d *desk, args []string) (response.Act, error) {
			c, err := d.numbered(args[0])
			if err != nil {
				return response.Act{}, err
			}
			act := done
			act.Case = c.Number
			if rung, ok := strings.CutPrefix(args[1], "rung:"); ok {
				act.Rung = rung
			} else {
				act.Step = args[1]
			}
			if act.By == "" {
				return response.Act{}, errors.New("missing: --by, who did it")
			}
			if err := expand(&act.Summary, &act.Says); err != nil {
				return response.Act{}, err
			}
			if at != "" {
				if act.At, err = instant(at, d.zone); err != nil {
					return response.Act{}, fmt.Errorf("--at: %w", err)
				}
			}
			if reply != "" {
				if act.Reply, err = ahead(reply, d.now, d.zone); err != nil {
					return response.Act{}, fmt.Errorf("--reply: %w", err)
				}
			}
			return response.Act{Done: &act}, nil
		}),
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&done.By, "by", "", "who did it")
	f.StringSliceVar(&done.To, "to", nil, "those who were reached; left out, everybody who has to be")
	f.StringVar(&at, "at", "", "when it was done, such as \"2031-03-04 09:00\"; left out, now")
	f.StringVar(&done.Summary, "summary", "", "what a notice is about"+fromFile)
	f.StringVar(&reply, "reply", "", "when a reply is due, where the text sets no time, such as 24h")
	f.StringVar(&done.Says, "says", "", "what there is to say of it"+fromFile)
	return cmd
}

func newComplain() *cobra.Command {
	var o entering
	var complaint response.Complaint
	var on, article string
	cmd := &cobra.Command{
		Use:   "complain JOURNAL --by WHO --article ID --says WORDS",
		Short: "Enter a complaint",
		Long: `Complain enters a complaint, by the day and hour at which it is entered. With --on it is about the finding of a case; without, it
opens a case of its own, of which there is no finding. By being entered nothing is upheld.

Exit codes: 0 entered, or would be, 1 refused and nothing entered, 2 could not tell.`,
		Example: "  truce case complain mission.journal --by north --against south --article 1 --says @complaint.txt --seeks \"an inquiry\"\n" +
			"  truce case complain mission.journal --by north --article 1 --on 17 --says \"it was our post\"",
		Args: say.AsUsed,
		RunE: o.doing(func(d *desk, _ []string) (response.Act, error) {
			act := complaint
			if act.Complainant == "" || article == "" || act.Says == "" {
				return response.Act{}, errors.New("missing: --by, who complains, --article, of the text, and --says, of what")
			}
			act.Article = agreement.ArticleID(article)
			if on != "" {
				c, err := d.numbered(on)
				switch {
				case err != nil:
					return response.Act{}, err
				case c.Finding == nil:
					return response.Act{}, fmt.Errorf("--on %s: there is no finding in that case: leave --on out, and have the complaint joined to it when it is admitted", on)
				}
				act.Incident, act.Term = c.Incident, c.Term
			}
			return response.Act{Complaint: &act}, expand(&act.Says, &act.Seeks)
		}),
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&complaint.Complainant, "by", "", "who complains")
	f.StringVar(&complaint.Respondent, "against", "", "of whom")
	f.StringVar(&article, "article", "", "article of the text that it is about")
	f.StringVar(&on, "on", "", "number of the case whose finding it is about")
	f.StringVar(&complaint.Says, "says", "", "of what"+fromFile)
	f.StringVar(&complaint.Seeks, "seeks", "", "what is sought"+fromFile)
	return cmd
}
