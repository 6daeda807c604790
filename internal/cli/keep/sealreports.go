// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"truce/canon"
	"truce/coverage"
	"truce/internal/cli/say"
	"truce/internal/cli/verb"
	"truce/internal/intake"
	"truce/internal/intake/doors"
	"truce/journal"
	"truce/report"
	"truce/territory"
)

// sealingReports are the flags of seal-reports.
type sealingReports struct {
	key, log, after, previous, seen string
	counter                         int64
	format, zone, source            string
	exercise                        bool
}

func newSealReports() *cobra.Command {
	var o sealingReports
	cmd := &cobra.Command{
		Use:   "seal-reports REPORTS --key FILE --log VERIFIER-KEY",
		Short: "Seal reports on the side of a device, to be submitted",
		Long: `Seal-reports does what a device does: it reads reports, draws a salt for each part of each, signs a header over all
with the device's key and prints the submission file. The header names the log of --log, and no other takes it. It carries a counter
and the root of the submission before: name that file with --after, or give --counter and --previous. The first has neither.
A checkpoint that is named with --seen must be one that this log signed.

Keep the file until its receipt is there, and send it again as it is if none comes: reports that are sealed anew under the same
counter look like a copied key.`,
		Example: `  LOG='mission.example/2026+d9b1cd3e+AWIdT6H0xUFDh6HWc7k0Xd6IbmZM4VIJXOAIFEZ4P2B0'
  truce seal-reports monday.ndjson --key phone.key --log "$LOG" > submission-1.json
  truce seal-reports tuesday.ndjson --key phone.key --log "$LOG" --after submission-1.json > submission-2.json`,
		Args: say.AsUsed,
		RunE: verb.Does(func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) }),
	}
	f := cmd.Flags()
	f.StringVar(&o.key, "key", "", "file of the device's key")
	f.StringVar(&o.log, "log", "", "verifier key of the log that it is for")
	f.StringVar(&o.after, "after", "", "the submission file before this one")
	f.Int64Var(&o.counter, "counter", 1, "number of the submission of this device")
	f.StringVar(&o.previous, "previous", "", "parts root of the submission before, in hexadecimal")
	f.StringVar(&o.seen, "seen", "", "file with the last cosigned checkpoint that the device saw")
	f.StringVarP(&o.format, "format", "f", "ndjson", "format of the reports")
	f.StringVar(&o.zone, "zone", "", "IANA time zone of civil times that name none")
	f.StringVar(&o.source, "source", "", "name of the source, where the format does not give it")
	f.BoolVar(&o.exercise, "exercise", false, "mark the reports as those of an exercise")
	return cmd
}

func (o sealingReports) run(cmd *cobra.Command, path string) error {
	if o.key == "" || o.log == "" {
		return say.Misused(cmd, "missing: --key FILE, the device's key; and --log, the verifier key of the log that it is for")
	}
	k, err := readKey(o.key, journal.SignsNotes)
	if err != nil {
		return err
	}
	h, err := o.header(cmd)
	if err != nil {
		return err
	}
	reports, err := o.reports(cmd, path)
	if err != nil {
		return err
	}
	sent := report.Sent{Reports: reports, Salts: make([]canon.Salt, report.PartsPerReport*len(reports))}
	for i := range sent.Salts {
		if _, err := rand.Read(sent.Salts[i][:]); err != nil {
			return err
		}
	}
	parts, err := report.Parts(sent.Reports, sent.Salts)
	if err != nil {
		return err
	}
	sealed, err := report.Seal(h, parts, k.NoteSigner())
	if err != nil {
		return err
	}
	sent.Header = sealed.Header
	data, err := sent.Bytes()
	if err != nil {
		return err
	}
	if _, err := report.ReadSent(data); err != nil {
		return err
	}
	_, err = say.Exact(cmd.OutOrStdout()).Write(data)
	return err
}

// header is what the device says besides the reports.
func (o sealingReports) header(cmd *cobra.Command) (h report.Header, err error) {
	log, err := journal.ParseVerifierKey(o.log)
	if err != nil {
		return h, fmt.Errorf("--log: %w", err)
	}
	h = report.Header{Origin: log.Name(), Counter: o.counter, Made: now()}
	if o.after != "" {
		if cmd.Flags().Changed("counter") || o.previous != "" {
			return h, say.Misused(cmd, "--after says what --counter and --previous say: leave one out")
		}
		data, err := say.ReadLimited(o.after, report.MaxSent)
		if err != nil {
			return h, fmt.Errorf("submission %w", say.FileFault(o.after, err, ".json"))
		}
		before, err := report.ReadSent(data)
		if err != nil {
			return h, fmt.Errorf("%s: %w", o.after, err)
		}
		last, err := report.ReadHeader(before.Header)
		if err != nil {
			return h, err
		}
		if last.Origin != h.Origin {
			return h, fmt.Errorf("%s is for the log %s, and --log is of %s: the counters of one device are those of one log", o.after, last.Origin, h.Origin)
		}
		h.Counter, h.Previous = last.Counter+1, last.Root
	}
	if o.previous != "" {
		if err := h.Previous.UnmarshalText([]byte(o.previous)); err != nil {
			return h, fmt.Errorf("--previous: %w", err)
		}
	}
	if o.seen != "" {
		data, err := say.ReadLimited(o.seen, journal.MaxNote)
		if err != nil {
			return h, fmt.Errorf("checkpoint %w", say.FileFault(o.seen, err))
		}
		c, err := journal.OpenCheckpoint(data, log)
		if err != nil {
			return h, fmt.Errorf("%s is no checkpoint of the log of --log: %w", o.seen, err)
		}
		h.Seen = c.Text()
	}
	return h, nil
}

// reports reads the file whole. A device seals all of it or nothing.
func (o sealingReports) reports(cmd *cobra.Command, path string) ([]report.Report, error) {
	door, ok := doors.Find(o.format)
	if !ok {
		return nil, fmt.Errorf("--format %s: no such format: %s", o.format, say.OrOneOf(o.format, doors.Names()))
	}
	f, err := verb.OpenFile(cmd, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	other := errors.New("only reports are sealed: watches, gaps and layers are entered by the mission")
	var out []report.Report
	tally, err := door.Read(cmd.Context(), bufio.NewReader(f), intake.Options{File: path, Zone: o.zone, Source: o.source, Exercise: o.exercise}, intake.Sink{
		Report: func(r report.Report) error {
			r.Identity.File, r.Identity.Row = "", 0
			if _, err := rand.Read(r.Extract.Tag[:]); err != nil { // that of a door would outlive the original
				return err
			}
			out = append(out, r)
			return nil
		},
		Layer: func(territory.Layer) error { return other },
		Watch: func(coverage.Watch) error { return other },
		Gap:   func(coverage.Gap) error { return other },
	})
	f.Finish()
	switch {
	case err != nil:
		return nil, err
	case tally.Refused > 0:
		return nil, fmt.Errorf("%s: row %d is refused, and nothing was sealed: %s", path, tally.Reasons[0].Row, tally.Reasons[0].Reason)
	case len(out) == 0:
		return nil, fmt.Errorf("%s: no reports in it", path)
	}
	return out, nil
}
