// SPDX-License-Identifier: Apache-2.0

// Package territory turns the command lines of those who ask who held what into answers of package territory. One file holds one verb.
// It reads dated layers that name their source, and never where forces are.
package territory

import "github.com/spf13/cobra"

// Verbs returns the verbs of this package.
func Verbs() []*cobra.Command {
	cmd := &cobra.Command{
		Use:   "territory",
		Short: "Say who held what as of when, by which source, in shares with their denominator, and how far markers drift",
		Long: `Territory answers from dated layers, each with its source and its kind: agreed, claimed, observed or demanded. Layers
are compared and never merged. Holders are named as each source names them; no name here settles whose the ground is. What a source
does not say is counted beside what it says, and given to nobody.

--at is the time asked about, --as-of what was known: layers published by then. Whether Crimea and Sevastopol are in a
denominator is always said.

Holding ground is not firing from it. Positions of forces are no part of a layer.`,
		Example: `  truce territory at control.csv --at 2023-03-08 --point "47.09514, 37.54131"
  truce territory share control.csv --at 2023-03-08 --borders oblasts.geojson --line line.geojson --close "40 km"`,
	}
	cmd.AddCommand(newLayers(), newAt(), newShares(), newChange(), newClaim(), newDrift())
	return []*cobra.Command{cmd}
}
