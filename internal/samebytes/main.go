// SPDX-License-Identifier: Apache-2.0

// Command samebytes builds truce for several architectures and compares the bytes that it prints under several
// locales, time zones, numbers of threads and orders of its input files. It exits 1 when any two differ.
//
//	go run ./internal/samebytes [-arch amd64,386,arm64] [-data ../shared/data]
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// world is one way of running a binary: everything that must not matter.
type world struct {
	arch, threads, zone, locale string
	// turn says how the input files are permuted.
	turn int
}

// job is a command whose standard output is compared. files are permuted, args are not.
type job struct {
	name  string
	args  []string
	files []string
	// record says that the command keeps a record, which is compared too.
	record bool
}

func main() {
	arch := flag.String("arch", "amd64,386,arm64", "architectures to build for, separated by commas")
	data := flag.String("data", filepath.Join("..", "shared", "data"), "folder of real data, skipped where absent")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, strings.Split(*arch, ","), *data); err != nil {
		fmt.Fprintf(os.Stderr, "samebytes: %v\n", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, arches []string, data string) error {
	dir, err := os.MkdirTemp("", "samebytes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	jobs, err := plan(dir, data)
	if err != nil {
		return err
	}
	commands := map[string][]string{}
	for _, arch := range arches {
		if commands[arch], err = build(ctx, dir, arch); err != nil {
			return err
		}
	}
	var faults []error
	for _, j := range jobs {
		if err := compare(ctx, j, commands, worlds(arches)); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// worlds returns, for the first architecture, nine worlds in which every two of threads, zones and locales meet,
// and three for each other architecture, in which each value occurs.
func worlds(arches []string) []world {
	threads := []string{"1", "2", "8"}
	zones := []string{"UTC", "Asia/Kathmandu", "America/St_Johns"}
	locales := []string{"C", "uk_UA.UTF-8", "tr_TR.UTF-8"}
	var out []world
	for i, arch := range arches {
		for n := range 9 {
			if i > 0 && n%4 != 0 {
				continue
			}
			out = append(out, world{arch, threads[n/3], zones[n%3], locales[(n/3+n)%3], n})
		}
	}
	return out
}

// emulators run the programs of an architecture on another one.
var emulators = map[string][]string{
	"arm64": {"qemu-aarch64", "qemu-aarch64-static"},
	"amd64": {"qemu-x86_64", "qemu-x86_64-static"},
	"386":   {"qemu-i386", "qemu-i386-static"},
}

// build compiles truce for an architecture and returns the command that runs it here.
func build(ctx context.Context, dir, arch string) ([]string, error) {
	binary := filepath.Join(dir, "truce-"+arch)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "./cmd/truce")
	cmd.Env = append(os.Environ(), "GOARCH="+arch, "GOOS="+runtime.GOOS, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build for %s: %w\n%s", arch, err, out)
	}
	if arch == runtime.GOARCH || arch == "386" && runtime.GOARCH == "amd64" {
		return []string{binary}, nil
	}
	for _, name := range emulators[arch] {
		if path, err := exec.LookPath(name); err == nil {
			return []string{path, binary}, nil
		}
	}
	return nil, fmt.Errorf("run %s here: no emulator: install qemu-user, or leave it out of -arch", arch)
}

// compare runs a job in every world, prints a table and returns an error that names the worlds apart.
func compare(ctx context.Context, j job, commands map[string][]string, list []world) error {
	fmt.Printf("\n%s\n%-6s %-7s %-17s %-12s %-5s %9s  %s\n", j.name, "arch", "threads", "zone", "locale", "files", "bytes", "sha256")
	var first string
	var apart []string
	for _, w := range list {
		out, err := execute(ctx, commands[w.arch], j, w)
		if err != nil {
			return fmt.Errorf("%s on %s: %w", j.name, w.arch, err)
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(out))
		if first == "" {
			first = sum
		}
		mark := ""
		if sum != first {
			mark = "  DIFFERS"
			apart = append(apart, fmt.Sprintf("%+v", w))
		}
		fmt.Printf("%-6s %-7s %-17s %-12s %-5d %9d  %.16s%s\n", w.arch, w.threads, w.zone, w.locale, len(j.files), len(out), sum, mark)
	}
	if len(apart) > 0 {
		return fmt.Errorf("%s: bytes differ from those of the first world in %s", j.name, strings.Join(apart, "; "))
	}
	return nil
}

// execute runs a job in a world and returns its standard output. Exit code 1 is an answer, not a fault.
func execute(ctx context.Context, command []string, j job, w world) ([]byte, error) {
	args := slices.Concat(command[1:], j.args, permuted(j.files, w.turn))
	state := ""
	if j.record {
		var err error
		if state, err = os.MkdirTemp("", "samebytes-record"); err != nil {
			return nil, err
		}
		defer os.RemoveAll(state)
		args = append(args, "--state", state)
	}
	cmd := exec.CommandContext(ctx, command[0], args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+w.threads, "TZ="+w.zone, "LANG="+w.locale, "LC_ALL="+w.locale)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 && out.Len() > 0 {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, errOut.Bytes())
	}
	if err := appendFiles(&out, state); err != nil {
		return nil, err
	}
	if out.Len() == 0 {
		return nil, fmt.Errorf("no output to compare\n%s", errOut.Bytes())
	}
	return out.Bytes(), nil
}

// appendFiles writes the files of a folder, in order of their names, to what is compared; none of no folder.
func appendFiles(out *bytes.Buffer, dir string) error {
	if dir == "" {
		return nil
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range list {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\n%s", f.Name(), data)
	}
	return nil
}

// permuted returns the n-th of some orders of the files: rotated, and reversed for odd n.
func permuted(files []string, n int) []string {
	if len(files) == 0 {
		return nil
	}
	at := n % len(files)
	out := slices.Concat(files[at:], files[:at])
	if n%2 == 1 {
		slices.Reverse(out)
	}
	return out
}
