// SPDX-License-Identifier: Apache-2.0

// Command engines lets today's truce and those of earlier engine versions judge each other's bundles. It builds each
// version's truce from the commit that versions.txt names, makes a record and bundles with it, and exits 1 unless
//
//   - that build verifies its bundle whole,
//   - today's verifiers find every proof and digest right and say which engine is needed to recompute the findings,
//   - today's verifier finds a bundle that was tampered with wrong all the same,
//   - the older build does not confirm a bundle of today's, and
//   - today's truce takes up neither a journal nor a folder of the older one, and says what to do.
//
// And it seals a whole set of real events, where that is at hand, and lets the truce of a second clone of what is committed
// recompute every finding of its bundle.
//
// It needs the history of the repository, and fails where that is absent. With -keep it puts the bundle and the policy of
// each version that the folder does not have yet into a folder there, for the tests.
//
//	go run ./internal/engines [-keep internal/engines/testdata] [-data ../shared/data]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"strings"
	"time"

	"truce/engine"
)

func main() {
	keep := flag.String("keep", "", "folder in which to keep a bundle of each version")
	data := flag.String("data", filepath.Join("..", "shared", "data"), "folder of real data, skipped where absent")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *keep, *data); err != nil {
		fmt.Fprintf(os.Stderr, "engines: %v\n", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, keep, data string) error {
	list, err := today()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "engines")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	now := program{ctx: ctx, version: engine.Version, binary: filepath.Join(dir, "truce")}
	if now.tree, err = os.Getwd(); err != nil {
		return err
	}
	if err := now.build(); err != nil {
		return err
	}
	fresh, err := now.record(filepath.Join(dir, "record"))
	if err != nil {
		return err
	}
	faults := []error{elsewhere(now, data, filepath.Join(dir, "second"))}
	for n, r := range list {
		began := time.Now()
		kept, err := against(r, now, fresh, filepath.Join(dir, fmt.Sprint(n+1)))
		if err == nil && keep != "" {
			err = kept.keep(filepath.Join(keep, path.Base(r.version)))
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%s, commit %.12s: %w", r.version, r.commit, err))
			continue
		}
		fmt.Printf("-- %s: %.1f s\n", r.version, time.Since(began).Seconds())
	}
	return errors.Join(faults...)
}

// against builds the truce of a release in a folder, lets it and today's judge each other, and returns its record.
func against(r release, now program, fresh record, dir string) (record, error) {
	fmt.Printf("\n%s, of commit %.12s, beside today's %s\n", r.version, r.commit, now.version)
	old := program{ctx: now.ctx, version: r.version, tree: filepath.Join(dir, "tree"), binary: filepath.Join(dir, "truce")}
	if err := unpack(now.ctx, r.commit, old.tree); err != nil {
		return record{}, err
	}
	if err := old.build(); err != nil {
		return record{}, err
	}
	kept, err := old.record(filepath.Join(dir, "record"))
	if err != nil {
		return record{}, err
	}
	if got, err := kept.engine(); err != nil || got != r.version {
		return kept, fmt.Errorf("its bundle is of %q, %w: the row names another commit than one of %s", got, err, r.version)
	}
	if r.before {
		return kept, apart(old, now, kept, fresh)
	}
	return kept, alike(old, now, kept, fresh)
}

// unpack writes the tree of a commit into a folder.
func unpack(ctx context.Context, commit, dir string) error {
	if err := exec.CommandContext(ctx, "git", "cat-file", "-e", commit+"^{commit}").Run(); err != nil {
		return fmt.Errorf("the commit is not here (%w): %s", err, whyNot(ctx))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	archive := dir + ".tar"
	for _, args := range [][]string{{"git", "archive", "--format=tar", "--output=" + archive, commit}, {"tar", "-xf", archive, "-C", dir}} {
		if out, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// whyNot says why a commit may be missing, and what to do.
func whyNot(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "rev-parse", "--is-shallow-repository").Output()
	switch {
	case err != nil:
		return "there is no git, or this folder has no history: run it in a clone"
	case strings.TrimSpace(string(out)) == "true":
		return "the clone is shallow: git fetch --unshallow"
	default:
		return "the history does not reach it: fetch main whole; if main was rewritten, name the commit that took its place in versions.txt"
	}
}
