// SPDX-License-Identifier: Apache-2.0

package territory

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/intake"
	"truce/internal/territoryfile"
	"truce/place"
	"truce/territory/drift"
)

func newDrift() *cobra.Command {
	var line, markers, sectors, tolerance string
	cmd := &cobra.Command{
		Use:   "drift --line FILE --markers FILE",
		Short: "Say how far markers stand from an agreed line, and how much ground lies between, by sector",
		Long: `Drift places every marker by the agreed line: its distance with all uncertainty, its side as seen along the line, and
the ground between the line and the marked one from the first marker of a sector to its last. Between two markers that follow each
other the marked line is taken as straight; the longest such way is printed. Beyond the outer markers nothing is said.

The line is GeoJSON with one line; markers are a CSV with name, lat, lon and radius (how well each is known), such as 10 m. Sectors
are stretches of the line from its beginning: "north 0-12 km, south 12-29 km".

Who moved a marker, and why, is not told here.

Exit codes: 0 done, 1 refused, 2 could not tell.`,
		Example: `  truce territory drift --line agreed.geojson --markers markers.csv --tolerance "20 m" --sectors "north 0-9 km, south 9-29 km"`,
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if line == "" || markers == "" {
				return say.Misused(cmd, "missing: --line or --markers")
			}
			q, err := readDrift(line, markers, sectors, tolerance)
			if err != nil {
				return err
			}
			a, err := q.Ask()
			if err != nil {
				return fmt.Errorf("%w: %w", say.ErrUnknown, err)
			}
			if say.WantsJSON(cmd) {
				return say.PrintJSON(cmd.OutOrStdout(), a)
			}
			return printDrift(cmd, &a)
		},
	}
	f := cmd.Flags()
	f.StringVar(&line, "line", "", "GeoJSON of the agreed line")
	f.StringVar(&markers, "markers", "", "CSV of markers")
	f.StringVar(&sectors, "sectors", "", "stretches of the line (default: all of it)")
	f.StringVar(&tolerance, "tolerance", "0 m", "tolerance of the line as it is drawn")
	return cmd
}

func readDrift(line, markers, sectors, tolerance string) (q drift.Question, err error) {
	data, err := say.ReadLimited(line, territoryfile.MaxFile)
	if err != nil {
		return q, fmt.Errorf("line %w", say.FileFault(line, err, ".geojson"))
	}
	lines, err := territoryfile.ParseLines(line, data)
	if err != nil {
		return q, err
	}
	if len(lines) != 1 {
		return q, fmt.Errorf("%s: %d lines: an agreed line is one", line, len(lines))
	}
	off, err := intake.ParseLength(tolerance)
	if err != nil {
		return q, fmt.Errorf("--tolerance: %w", err)
	}
	if q.Line, err = place.NewLine(lines[0], place.Straight, off); err != nil {
		return q, fmt.Errorf("%s: %w", line, err)
	}
	if data, err = say.ReadLimited(markers, territoryfile.MaxFile); err != nil {
		return q, fmt.Errorf("markers %w", say.FileFault(markers, err, ".csv"))
	}
	if q.Markers, err = territoryfile.ParseMarkers(markers, data); err != nil {
		return q, err
	}
	if sectors != "" {
		q.Sectors, err = territoryfile.ParseSectors(sectors)
	}
	return q, err
}

func printDrift(cmd *cobra.Command, a *drift.Answer) error {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "a line of %s, drawn to %s\n", a.Length, a.Tolerance)
	rows := [][]string{{"MARKER", "SECTOR", "ALONG", "FROM THE LINE", "SIDE"}}
	for _, m := range a.Markers {
		rows = append(rows, []string{m.Name, m.Sector, m.Along.String(), fmt.Sprintf("%s to %s", m.Distance.Least, m.Distance.Most), string(m.Side)})
	}
	if err := say.Fitted(w, "", rows); err != nil {
		return err
	}
	fmt.Fprintln(w)
	rows = [][]string{{"SECTOR", "MARKERS", "MARKED", "NOT MARKED", "LONGEST GAP", "LEFT M2", "RIGHT M2"}}
	for _, b := range a.Sectors {
		rows = append(rows, []string{
			b.Sector, fmt.Sprint(b.Markers), b.Marked.String(), b.Unmarked.String(), b.Spacing.String(), areaWords(b.Left), areaWords(b.Right),
		})
	}
	return say.Fitted(w, "", rows)
}

func areaWords(a drift.Area) string { return fmt.Sprintf("%d (%d to %d)", a.About, a.Least, a.Most) }
