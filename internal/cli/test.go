// SPDX-License-Identifier: Apache-2.0

package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"truce/agreements"
	"truce/internal/casefile"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/scenario"
)

func newTest(other Other) *cobra.Command {
	var digest bool
	cmd := &cobra.Command{
		Use:   "test [CASE...]",
		Short: "Run case files and say what they show",
		Long: `Test runs case files, or every case in the folders that are named; without any it runs the cases that
come with Truce. A case is an agreement, reports on a clock, and what must come of them. Expectations that are
not met yet stand in the case as "todo:" lines, which are counted and printed.

Exit codes: 0 every expectation is met, 1 one is not or a case is refused, 2 interrupted.`,
		Example: "  truce test\n  truce test --list\n  truce test cases\n  truce test korea-guard-posts-2020 --json",
		Args:    verb.OrList,
		RunE: func(cmd *cobra.Command, args []string) error {
			if verb.Listing(cmd) {
				return verb.ListCarried(cmd, other.names(), other.caseTitle)
			}
			list, err := other.readCases(args)
			if err != nil {
				return err
			}
			return other.runCases(cmd, list, digest)
		},
	}
	cmd.Flags().BoolVar(&digest, "digest", false, "print only the name and the digest of each run, to compare machines")
	cmd.Flags().Bool("list", false, "list the cases that come with Truce, and run none")
	return cmd
}

// caseTitle is the title of a case that comes with Truce.
func (o Other) caseTitle(name string) (string, error) {
	file, err := o.readCase(name)
	if err != nil {
		return "", err
	}
	c, err := casefile.Parse(file.name, file.data, func(casefile.Step) error { return nil })
	if err != nil {
		return "", err
	}
	return c.Title, nil
}

// caseEnding is what the names of case files end in.
const caseEnding = ".txtar"

// caseFile is a case's name and bytes.
type caseFile struct {
	name string
	data []byte
}

// readCases reads the named files and folders, or the cases in the binary.
func (o Other) readCases(args []string) ([]caseFile, error) {
	var list []caseFile
	if len(args) == 0 {
		for _, each := range o.inside() {
			found, err := readFolder(each, ".", "")
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
		}
		return list, nil
	}
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			found, err := readFolder(os.DirFS(arg), ".", arg)
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
			continue
		}
		file, err := o.readCase(arg)
		if err != nil {
			return nil, err
		}
		list = append(list, file)
	}
	return list, nil
}

// readCase reads a case file, or a case that comes with Truce by its name.
func (o Other) readCase(name string) (caseFile, error) {
	data, err := say.ReadLimited(name, scenario.MaxFile)
	if err == nil {
		return caseFile{name, data}, nil
	}
	for _, each := range o.inside() {
		if inside, err := fs.ReadFile(each, name+caseEnding); err == nil {
			return caseFile{name + caseEnding, inside}, nil
		}
	}
	if say.IsName(name, caseEnding) {
		return caseFile{}, fmt.Errorf("case %s: there is no such file, and no case of that name comes with Truce: %s", name, say.OrOneOf(name, o.names()))
	}
	return caseFile{}, fmt.Errorf("case %w", say.FileFault(name, err, caseEnding))
}

func readFolder(files fs.FS, dir, prefix string) ([]caseFile, error) {
	names, err := fs.Glob(files, "*"+caseEnding)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no case files (*.txtar)", filepath.Join(prefix, dir))
	}
	slices.Sort(names)
	var list []caseFile
	for _, name := range names {
		file, err := readFrom(files, name, filepath.Join(prefix, name))
		if err != nil {
			return nil, err
		}
		list = append(list, file)
	}
	return list, nil
}

// readFrom reads one file of a folder as the case of a name. It may be as large as one that is named itself.
func readFrom(files fs.FS, file, name string) (caseFile, error) {
	f, err := files.Open(file)
	if err != nil {
		return caseFile{}, err
	}
	defer f.Close()
	data, err := say.ReadAtMost(f, name, scenario.MaxFile)
	if err != nil {
		return caseFile{}, fmt.Errorf("case %w", err)
	}
	return caseFile{name, data}, nil
}

// runCases runs cases one after the other and prints what each showed.
func (o Other) runCases(cmd *cobra.Command, list []caseFile, digest bool) error {
	out := cmd.OutOrStdout()
	failed, passed, todo := 0, 0, 0
	for _, file := range list {
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		result, err := o.play(file)
		if err != nil {
			result.Failures = append(result.Failures, err.Error())
		}
		passed += result.Passed
		todo += len(result.Todo)
		failed += len(result.Failures)
		switch {
		case say.WantsJSON(cmd):
			if err := say.PrintJSON(out, result); err != nil {
				return err
			}
		case digest:
			fmt.Fprintf(out, "%s %s\n", result.Digest, filepath.Base(file.name))
		default:
			printResult(out, result)
		}
	}
	if !say.WantsJSON(cmd) && !digest {
		fmt.Fprintf(out, "\n%s: %d expectations met, %d not met, %d todo\n", say.Counted(int64(len(list)), "case"), passed, failed, todo)
	}
	if failed > 0 {
		return say.ErrQuiet
	}
	return nil
}

func (o Other) play(file caseFile) (scenario.Result, error) {
	if o.has(file) {
		return o.Play(file.name, file.data)
	}
	c, err := scenario.Parse(file.name, file.data)
	if err != nil {
		return scenario.Result{Name: file.name}, err
	}
	run, err := scenario.Play(c, agreements.Files, nil)
	if err != nil {
		return scenario.Result{Name: file.name, Title: c.Title}, err
	}
	return run.Result(), nil
}

func printResult(w io.Writer, r scenario.Result) {
	state := "ok"
	if len(r.Failures) > 0 {
		state = "FAIL"
	}
	name := strings.TrimSuffix(filepath.Base(r.Name), caseEnding)
	say.Paragraph(w, 5, "", fmt.Sprintf("%s %s: %s: %d met, %d todo", state, name, r.Title, r.Passed, len(r.Todo)))
	for _, f := range r.Failures {
		for line := range strings.Lines("not met: " + f) { // each fault of several on a line of its own
			say.Paragraph(w, 7, "     ", line)
		}
	}
	for _, t := range r.Todo {
		say.Paragraph(w, 7, "     ", "todo: "+t)
	}
}
