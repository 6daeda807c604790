// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/cli/say"
	"truce/internal/intake/registers"
	"truce/when"
)

func newStatement(s Source) *cobra.Command {
	var o asking
	var story string
	cmd := &cobra.Command{
		Use:   "statement [RECORD]",
		Short: "Enter who said what in which source, and look it up in the source again",
		Long: `Statement holds the verbs of what was said: each fact in your own words, with the place where it stands in the text, its
speaker and how it was attributed. The text itself is not entered: a source is held by its digest, and whoever has the file can look
each fact up. Without one of its verbs it lists a record.

--import enters a table of sources and facts, all or none. With --story FILE the text of one source is at hand: what follows from it
may be left out of the table, the words of a fact may stand in it instead of their place, and every fact of the table is looked up
in the text before any is entered.

Exit codes: 0 done; 1 refused, or a table has faults; 2 interrupted.`,
		Example: `  truce statement list paris-2026 --about Ukraine
  truce statement check coalition.journal --story story.txt
  truce statement --template > statements.csv
  truce statement coalition.journal --import statements.csv --story story.txt
  truce statement paris-2026 --export > theirs.csv`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := storyOf(cmd, story, o.importFile)
			if err != nil {
				return err
			}
			return statementDesk(s, text).run(cmd, args, o, func(p page) error { return listStatements(cmd, p.Statements, "", p.view.AsOf) })
		},
	}
	o.tableFlags(cmd)
	cmd.Flags().StringVar(&story, "story", "", "with --import: the file of the text of whose facts the table is")
	cmd.AddCommand(newStatementList(), newStatementSource(), newStatementAdd(), newStatementCheck())
	return cmd
}

// storyOf reads the text that comes with a table, nil where none does.
func storyOf(cmd *cobra.Command, story, table string) ([]byte, error) {
	switch {
	case story == "":
		return nil, nil
	case table == "":
		return nil, say.Misused(cmd, "--story goes with --import")
	}
	return readStory(story)
}

func statementDesk(s Source, story []byte) desk[statement.Record] {
	return desk[statement.Record]{
		source: s, sheet: func() registers.Sheet[statement.Record] { return registers.StatementsOf(story) },
		prepare: func(p *Opened) func(when.Instant, int64, *statement.Record) (func(), error) {
			g := p.Statements.Clone()
			if story == nil {
				return g.Prepare
			}
			return lookingUp(g, story)
		},
		log:   func(p *Opened, v sourced.View) []sourced.Line[statement.Record] { return p.Statements.Log(v) },
		batch: func(r []statement.Record) Batch { return Batch{Statements: r} },
	}
}

// lookingUp prepares what a register does, and refuses a fact that does not stand in a text.
func lookingUp(g *statement.Register, story []byte) func(when.Instant, int64, *statement.Record) (func(), error) {
	digest := canon.Digest(sha256.Sum256(story))
	return func(at when.Instant, seq int64, r *statement.Record) (func(), error) {
		apply, err := g.Prepare(at, seq, r)
		if err != nil || r.Fact == nil {
			return apply, err
		}
		source, _ := g.Source(r.Fact.Source, at)
		if source.Digest != digest {
			return nil, &sourced.Fault{Field: "source", Err: fmt.Errorf("the file of --story is not the text of %s; enter the facts of each text by a table of its own", source.ID)}
		}
		if found := statement.Locate(story, source, *r.Fact); found.Standing != statement.Stands {
			return nil, &sourced.Fault{Field: "at", Err: errors.New(found.Says)}
		}
		return apply, nil
	}
}

func newStatementList() *cobra.Command {
	var asOf, about string
	cmd := &cobra.Command{
		Use:     "list RECORD",
		Short:   "List the sources and what is said in them",
		Long:    "List prints each source with what its lines say of it, and each fact with its nature, its grade of attribution and its flags.",
		Example: "  truce statement list paris-2026\n  truce statement list coalition.journal --about Ukraine --json",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := stateOf(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			view, err := asking{asOf: asOf}.view(s.Now())
			if err != nil {
				return err
			}
			return listStatements(cmd, s.Statements(), sourced.Name(about), view.AsOf)
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", "what was on record then: 2026-01-06, to its end in UTC, or 2026-01-06T13:00:00Z")
	cmd.Flags().StringVar(&about, "about", "", "only what is about this, or said for it")
	return cmd
}

func listStatements(cmd *cobra.Command, g *statement.Register, about sourced.Name, at when.Instant) error {
	facts := g.Facts(at)
	if about != "" {
		facts = g.About(about, at)
	}
	out := cmd.OutOrStdout()
	if say.WantsJSON(cmd) {
		return say.PrintJSON(out, map[string]any{"as_of": at, "sources": g.Sources(at), "facts": facts})
	}
	for _, s := range g.Sources(at) {
		say.Paragraph(out, 2, "", fmt.Sprintf("%s%s: %s (%s, %s, %s); %s", exerciseMark(s.Exercise), s.ID, s.Title, s.Outlet, s.Kind, s.Language, layoutWords(s)))
	}
	for _, e := range facts {
		x := e.Fact
		who := ""
		for _, each := range []string{x.Speaker, x.Role} {
			if each != "" {
				who += ", " + each
			}
		}
		source, _ := g.Source(x.Source, at)
		say.Paragraph(out, 6, "  ", fmt.Sprintf("%s%s, %s at %d+%d: %s, %s, %s%s: %s", exerciseMark(source.Exercise), x.ID, x.Source, x.At.Offset, x.At.Length, x.Nature, x.Mode, x.Grade, who, x.Says))
		for _, f := range x.Flags {
			say.Paragraph(out, 8, "      ", fmt.Sprintf("%s: %s", f.Word, f.Says))
		}
	}
	return nil
}

// layoutWords says what the lines of a source say of it, and what it has.
func layoutWords(s statement.Source) string {
	text := fmt.Sprintf("%d bytes, %d words", s.Bytes, s.Layout.Words)
	if n := s.Layout.Claimed; n > 0 {
		text += fmt.Sprintf(" where a line of it says %d", n)
		if s.Layout.CountDiffers() {
			text += ", which differs"
		}
	}
	if s.Layout.Slug != "" {
		text += ", slug " + s.Layout.Slug
	}
	if d := s.Layout.Dateline; d != nil {
		text += ", dateline " + d.Place
	}
	return text
}

func newStatementSource() *cobra.Command {
	var s statement.Source
	var story, published string
	cmd := &cobra.Command{
		Use:   "source RECORD",
		Short: "Enter a source by its digest",
		Long: `Source measures a file and enters it as a source: its digest, its length, and what its own lines say of slug, dateline and count
of words. The title is yours. Nothing else of the text is entered.`,
		Example: "  truce statement source coalition.journal --story story.txt --id wire-1 --kind wire --outlet Agency --title \"On the meeting\" --by desk",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readStory(story)
			if err != nil {
				return err
			}
			if published != "" {
				if s.Published, err = when.ParseDate(published); err != nil {
					return fmt.Errorf("--published: %w", err)
				}
			}
			if err := s.Measure(text); err != nil {
				return fmt.Errorf("story %s: %w", story, err)
			}
			e := coalition.Entry{Time: now(), Statement: &statement.Record{Source: &s}}
			if err := put(cmd.Context(), args[0], []coalition.Entry{e}); err != nil {
				return err
			}
			say.Paragraph(cmd.OutOrStdout(), 2, "", string(s.ID)+" entered: "+layoutWords(s))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&story, "story", "", "the file of the text")
	f.StringVar((*string)(&s.ID), "id", "", "a name for it")
	f.StringVar((*string)(&s.Kind), "kind", string(statement.Wire), "what it is: "+list(statement.Kinds()))
	f.StringVar(&s.Title, "title", "", "a title of your own")
	f.StringVar(&s.Outlet, "outlet", "", "who published it")
	f.StringVar(&s.Language, "language", "en", "its language")
	f.StringVar(&s.In, "in", "", "where it can be read")
	f.StringVar(&published, "published", "", "the day on which it came out: 2026-01-06")
	f.StringVar(&s.By, "by", "", "who enters it")
	f.BoolVar(&s.Exercise, "exercise", false, "it is invented")
	return cmd
}

func readStory(path string) ([]byte, error) {
	if path == "" {
		return nil, fmt.Errorf("missing: --story FILE, the text that is not entered")
	}
	text, err := say.ReadLimited(path, statement.MaxText)
	if err != nil {
		return nil, fmt.Errorf("story %w", say.FileFault(path, err, ".txt"))
	}
	return text, nil
}
