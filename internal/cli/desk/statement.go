// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/cli/say"
	"truce/when"
)

func newStatement() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "statement",
		Short: "Enter who said what in which source, and look it up in the source again",
		Long: `Statement holds the verbs of what was said: each fact in your own words, with the place where it stands in the text, its
speaker and how it was attributed. The text itself is not entered: a source is held by its digest, and whoever has the file can look
each fact up.`,
		Args: say.AsUsed,
	}
	cmd.AddCommand(newStatementList(), newStatementSource(), newStatementAdd(), newStatementCheck())
	return cmd
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
