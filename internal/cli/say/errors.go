// SPDX-License-Identifier: Apache-2.0

// Package say turns results and errors of the command into text for people or JSON for programs: what all verbs say alike.
package say

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"truce/spelling"
)

// ErrUnknown marks an error after which it is not known whether the answer is yes or no.
var ErrUnknown = errors.New("could not tell")

// ErrQuiet marks a no that has been printed already, or together with ErrUnknown an answer that could not be told.
var ErrQuiet = errors.New("no")

// CouldNotTell is the end of a verb that has printed why it could not tell.
func CouldNotTell() error { return errors.Join(ErrQuiet, ErrUnknown) }

// Told is an error with what it left on record.
type Told struct {
	Err error
	// Entered is what it left, as words that follow a semicolon.
	Entered string
}

// Error ends with what is on record, on a line of its own where there are several.
func (t Told) Error() string {
	text := t.Err.Error()
	if errors.Is(t.Err, context.Canceled) {
		text = "interrupted"
	}
	if strings.Contains(text, "\n") {
		return strings.TrimRight(text, "\n") + "\n" + t.Entered
	}
	if strings.HasSuffix(text, "?") {
		return text + " " + strings.ToUpper(t.Entered[:1]) + t.Entered[1:]
	}
	return text + "; " + t.Entered
}

// Unwrap returns the error without what it left.
func (t Told) Unwrap() error { return t.Err }

// PrintError prints an error: each line of it, and so each fault of several, begins with "truce: ".
func PrintError(w io.Writer, err error) {
	text := err.Error()
	var of Told
	if errors.Is(err, context.Canceled) && !errors.As(err, &of) {
		text = "interrupted"
	}
	if unknown, near, ok := strings.Cut(text, "\n\nDid you mean this?"); ok { // the library's words
		text = fmt.Sprintf("%s: did you mean %s?", unknown, strings.Join(strings.Fields(near), " or "))
	}
	if strings.HasPrefix(text, "unknown command") && !strings.Contains(text, ": ") {
		text += ": truce help names the verbs that there are"
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			fmt.Fprintf(w, "truce: %s\n", line)
		}
	}
}

// Misused is an error of the command line, with the usage of its verb.
func Misused(cmd *cobra.Command, format string, args ...any) error {
	return fmt.Errorf("%s: %s\nusage: %s", cmd.Name(), fmt.Sprintf(format, args...), cmd.UseLine())
}

// FlagFault names the flag that may have been meant.
func FlagFault(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return Misused(cmd, "%v", err)
	}
	if word := strings.ToUpper(unknown.GetSpecifiedName()); len(word) > 1 && slices.Contains(strings.FieldsFunc(cmd.Use, func(r rune) bool { return strings.ContainsRune(" []|.", r) }), word) {
		return Misused(cmd, "%s stands alone, without a flag", word)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := Nearest(unknown.GetSpecifiedName(), names); near != nil {
		return fmt.Errorf("%w: did you mean --%s?", err, strings.Join(near, " or --"))
	}
	return fmt.Errorf("%w: %s --help names those that there are", err, cmd.CommandPath())
}

// AsUsed checks arguments by the names in the usage of a verb: NAME is due, NAME... is due once or more, and what
// stands in brackets may be left out.
func AsUsed(cmd *cobra.Command, args []string) error {
	var due []string
	most := 0
	for _, name := range strings.Fields(cmd.Use)[1:] {
		if strings.HasPrefix(name, "-") {
			break
		}
		if most++; strings.Contains(name, "...") {
			most = len(args) + 1
		}
		if !strings.HasPrefix(name, "[") {
			due = append(due, strings.TrimSuffix(name, "..."))
		}
	}
	switch {
	case len(args) < len(due):
		return Misused(cmd, "missing: %s", strings.Join(due[len(args):], ", "))
	case len(args) > most:
		return Misused(cmd, "one argument too many: %s", args[most])
	}
	return nil
}

// Nearest is those of the names that a slip of the pen may have come from, all equally near; none where none is.
func Nearest(name string, names []string) []string {
	stem := strings.TrimSuffix(name, filepath.Ext(name)) // an ending in common makes no two names alike
	var near []string
	least := max(len(stem), 3) / 3
	for _, other := range names {
		switch d := spelling.Distance(name, other); {
		case d < least:
			near, least = []string{other}, d
		case d == least:
			near = append(near, other)
		}
	}
	return near
}

// OrOneOf suggests the Nearest of the names, or lists them.
func OrOneOf(name string, names []string) string {
	if near := Nearest(name, names); near != nil {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	return "they are " + strings.Join(names, ", ")
}

// FileFault says in plain words why a file cannot be opened or read, and which may have been meant. The endings are
// those that its name may lack.
func FileFault(name string, err error, endings ...string) error {
	if info, failed := os.Stat(name); failed == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder: name the files in it", name)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if near := nearFile(name, endings); near != "" {
		return fmt.Errorf("%s: no such file: did you mean %s?", name, near)
	}
	return fmt.Errorf("%s: no such file", name)
}

// CaseFault says why a case cannot be read, and which cases come with Truce where a bare name is none of them.
func CaseFault(carried fs.FS, name, ending string, err error) error {
	if !IsName(name, ending) {
		return fmt.Errorf("case %w", FileFault(name, err, ending))
	}
	names, _ := fs.Glob(carried, "*"+ending)
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ending)
	}
	return fmt.Errorf("case %s: there is no such file, and no case of that name comes with Truce: %s", name, OrOneOf(name, names))
}

// IsName tells a bare name, as a worked example or a carried case has, from a path and from what stands in this folder,
// itself or with an ending.
func IsName(name, ending string) bool {
	for _, file := range []string{name, name + ending} {
		if _, err := os.Stat(file); err == nil {
			return false
		}
	}
	return filepath.Ext(name) == "" && !strings.ContainsAny(name, `/\`)
}

// nearFile is the file whose name only wants an ending, or the Nearest name in the folder.
func nearFile(name string, endings []string) string {
	for _, ending := range endings {
		if info, err := os.Stat(name + ending); err == nil && !info.IsDir() {
			return name + ending
		}
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	near := Nearest(filepath.Base(name), names)
	if near == nil {
		return ""
	}
	return filepath.Join(filepath.Dir(name), near[0])
}
