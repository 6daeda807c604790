// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"truce/coalition"
	"truce/coalition/sourced"
	"truce/coalition/statement"
	"truce/internal/cli/say"
	"truce/when"
)

// adding are the flags of statement add.
type adding struct {
	story, words, said, about, figure string
	flags                             []string
}

func newStatementAdd() *cobra.Command {
	var o adding
	var x statement.Fact
	cmd := &cobra.Command{
		Use:   "add RECORD",
		Short: "Enter one fact of a source, with the place where it stands",
		Long: `Add enters one fact of a source that is on record. --words are the words of the text on which it rests: they are looked up in the
file, where they must stand exactly once, and of them the record keeps where they stand and their digest. --says is the fact in
your own words. How it is attributed is said by --grade, and must be what --speaker and --role say.

A flag is a word and a note, with a colon between: --flag "as-quoted: several of those named are heads of government".`,
		Example: `  truce statement add coalition.journal --story story.txt --words "90 percent" --id nine-tenths --source wire-1 \
    --nature claim --mode part-quoted --grade capital --for Ukraine --says "Kyiv puts the deal at nine tenths." --figure "90 percent" --by desk`,
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.complete(&x); err != nil {
				return err
			}
			e := coalition.Entry{Time: now(), Statement: &statement.Record{Fact: &x}}
			if err := put(cmd.Context(), args[0], []coalition.Entry{e}); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s entered, at byte %d of %s\n", x.ID, x.At.Offset, x.Source)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.story, "story", "", "the file of the text")
	f.StringVar(&o.words, "words", "", "the words of the text on which the fact rests; they are not entered")
	f.StringVar((*string)(&x.ID), "id", "", "a name for it")
	f.StringVar((*string)(&x.Source), "source", "", "the source, as it is on record")
	f.StringVar((*string)(&x.Nature), "nature", "", "what sort of thing is said: "+list(statement.Natures()))
	f.StringVar((*string)(&x.Mode), "mode", "", "how the text gives it: "+list(statement.Modes()))
	f.StringVar((*string)(&x.Grade), "grade", "", "how it is attributed: "+list(statement.Grades()))
	f.StringVar(&x.Speaker, "speaker", "", "who said it, if named")
	f.StringVar(&x.Role, "role", "", "the speaker's office, or all that is said of one who is not named")
	f.StringVar((*string)(&x.For), "for", "", "the state or body that it is said for")
	f.StringVar(&o.said, "said", "", "when it was said: a day or a time, in UTC unless it names a zone")
	f.StringVar(&x.SaidAs, "said-as", "", "how that follows from the text")
	f.StringVar(&o.about, "about", "", "what it is about, names with commas between")
	f.StringVar(&x.Article, "article", "", "the article of a text that it is about")
	f.StringVar(&x.Says, "says", "", "the fact, in your own words")
	f.StringVar(&o.figure, "figure", "", "the number in it, with its unit: \"90 percent\", \"about 20 percent\"")
	f.StringArrayVar(&o.flags, "flag", nil, "a note to a reader: "+list(statement.FlagWords())+", a colon and the note")
	f.StringVar((*string)(&x.Replaces), "replaces", "", "the fact whose entry was wrong")
	f.StringVar(&x.By, "by", "", "who enters it")
	return cmd
}

// complete fills in what is not a flag by itself.
func (o adding) complete(x *statement.Fact) error {
	text, err := readStory(o.story)
	if err != nil {
		return err
	}
	if x.At, err = statement.Mark(text, o.words); err != nil {
		return fmt.Errorf("--words: %w", err)
	}
	if o.said != "" {
		zone, err := when.LoadZone("UTC")
		if err != nil {
			return err
		}
		span, err := when.Parse(o.said, zone)
		if err != nil {
			return fmt.Errorf("--said: %w", err)
		}
		x.Said = span.Interval
	}
	if o.about != "" {
		for name := range strings.SplitSeq(o.about, ",") {
			x.About = append(x.About, sourced.Name(strings.TrimSpace(name)))
		}
	}
	if o.figure != "" {
		figure, err := statement.ParseFigure(o.figure)
		if err != nil {
			return fmt.Errorf("--figure: %w", err)
		}
		x.Figure = &figure
	}
	for _, text := range o.flags {
		flag, err := statement.ParseFlag(text)
		if err != nil {
			return fmt.Errorf("--flag: %w", err)
		}
		x.Flags = append(x.Flags, flag)
	}
	return nil
}

// lookedUp is a fact and what became of it in a text.
type lookedUp struct {
	Fact   sourced.Name      `json:"fact"`
	Source sourced.Name      `json:"source"`
	Found  statement.Located `json:"found"`
}

func newStatementCheck() *cobra.Command {
	var story, of string
	cmd := &cobra.Command{
		Use:   "check RECORD",
		Short: "Look every fact of a source up in its text again",
		Long: `Check looks the words of each fact up in a file by their digest: they stand where the record says, or, in another version of the
text, somewhere else, several times or not at all. Without --of the source is the one whose text the file is.

Exit codes: 0 the words of every fact are there, 1 of some they are not, 2 could not tell: another text than that of any source, and
none is named.`,
		Example: "  truce statement check coalition.journal --story story.txt\n  truce statement check paris-2026 --story story.txt --of wire-1",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readStory(story)
			if err != nil {
				return err
			}
			s, err := stateOf(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return checkStory(cmd, s, text, sourced.Name(of))
		},
	}
	cmd.Flags().StringVar(&story, "story", "", "the file of the text")
	cmd.Flags().StringVar(&of, "of", "", "the source, as it is on record")
	return cmd
}

func checkStory(cmd *cobra.Command, s *coalition.State, text []byte, of sourced.Name) error {
	g, at := s.Statements(), s.Now()
	source, err := sourceOf(g, text, of, at)
	if err != nil {
		return err
	}
	absent, out := false, cmd.OutOrStdout()
	var all []lookedUp
	for _, e := range g.Facts(at) {
		if e.Fact.Source != source.ID {
			continue
		}
		one := lookedUp{e.Fact.ID, source.ID, statement.Locate(text, source, e.Fact)}
		absent = absent || one.Found.Standing == statement.Absent
		all = append(all, one)
	}
	if say.WantsJSON(cmd) {
		if err := say.PrintJSON(out, map[string]any{"source": source.ID, "facts": all}); err != nil {
			return err
		}
	} else {
		for _, each := range all {
			line := fmt.Sprintf("%s: %s", each.Fact, each.Found.Standing)
			if each.Found.At.Length > 0 {
				line += fmt.Sprintf(" at byte %d", each.Found.At.Offset)
			}
			if each.Found.Says != "" {
				line += ": " + each.Found.Says
			}
			fmt.Fprintln(out, line)
		}
	}
	if absent {
		return say.ErrQuiet
	}
	return nil
}

// sourceOf finds the source that is named, or whose text it is.
func sourceOf(g *statement.Register, text []byte, of sourced.Name, at when.Instant) (statement.Source, error) {
	if of != "" {
		s, ok := g.Source(of, at)
		if !ok {
			return s, fmt.Errorf("no source %.70q is on record", of)
		}
		return s, nil
	}
	var measured statement.Source
	if err := measured.Measure(text); err != nil {
		return measured, err
	}
	for _, s := range g.Sources(at) {
		if s.Digest == measured.Digest {
			return s, nil
		}
	}
	return measured, fmt.Errorf("%w: %w", say.ErrUnknown, errors.New("the file is the text of no source on record; name the source with --of"))
}
