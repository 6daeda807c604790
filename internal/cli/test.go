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
	"truce/cases"
	"truce/scenario"
)

func newTest() *cobra.Command {
	var digest bool
	cmd := &cobra.Command{
		Use:   "test [CASE...]",
		Short: "Run case files and say what they show",
		Long: `Test runs case files, or every case in the folders that are named; without any it runs the cases that
come with Truce. A case is an agreement, reports on a clock, and what must come of them. Expectations that are
not met yet stand in the case as "todo:" lines, which are counted and printed.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := readCases(args)
			if err != nil {
				return err
			}
			return runCases(cmd, list, digest)
		},
	}
	cmd.Flags().BoolVar(&digest, "digest", false, "print only the name and the digest of each run, to compare machines")
	return cmd
}

// caseFile is a case's name and bytes.
type caseFile struct {
	name string
	data []byte
}

// readCases reads the named files and folders, or the cases in the binary.
func readCases(args []string) ([]caseFile, error) {
	if len(args) == 0 {
		return readFolder(cases.Files, ".", "")
	}
	var list []caseFile
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if info.IsDir() {
			found, err := readFolder(os.DirFS(arg), ".", arg)
			if err != nil {
				return nil, err
			}
			list = append(list, found...)
			continue
		}
		data, err := readLimited(arg, scenario.MaxFile)
		if err != nil {
			return nil, err
		}
		list = append(list, caseFile{arg, data})
	}
	return list, nil
}

func readFolder(files fs.FS, dir, prefix string) ([]caseFile, error) {
	names, err := fs.Glob(files, "*.txtar")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no case files (*.txtar)", filepath.Join(prefix, dir))
	}
	slices.Sort(names)
	var list []caseFile
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list = append(list, caseFile{filepath.Join(prefix, name), data})
	}
	return list, nil
}

// readLimited reads a whole file that may not be larger than most bytes.
func readLimited(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%s: larger than %d bytes", name, most)
	}
	return data, nil
}

// runCases runs cases one after the other and prints what each showed.
func runCases(cmd *cobra.Command, list []caseFile, digest bool) error {
	out := cmd.OutOrStdout()
	failed, passed, todo := 0, 0, 0
	for _, file := range list {
		result, err := play(file)
		if err != nil {
			result.Failures = append(result.Failures, err.Error())
		}
		passed += result.Passed
		todo += len(result.Todo)
		failed += len(result.Failures)
		switch {
		case wantsJSON(cmd):
			if err := printJSON(out, result); err != nil {
				return err
			}
		case digest:
			fmt.Fprintf(out, "%s %s\n", result.Digest, filepath.Base(file.name))
		default:
			printResult(out, result)
		}
		if err := cmd.Context().Err(); err != nil {
			return err
		}
	}
	if !wantsJSON(cmd) && !digest {
		fmt.Fprintf(out, "\n%d cases: %d expectations met, %d not met, %d todo\n", len(list), passed, failed, todo)
	}
	if failed > 0 {
		return errQuiet
	}
	return nil
}

func play(file caseFile) (scenario.Result, error) {
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
	state := "ok  "
	if len(r.Failures) > 0 {
		state = "FAIL"
	}
	name := strings.TrimSuffix(filepath.Base(r.Name), ".txtar")
	fmt.Fprintf(w, "%s %s: %s: %d met, %d todo\n", state, name, r.Title, r.Passed, len(r.Todo))
	for _, f := range r.Failures {
		fmt.Fprintf(w, "     not met: %s\n", f)
	}
	for _, t := range r.Todo {
		fmt.Fprintf(w, "     todo: %s\n", t)
	}
}
