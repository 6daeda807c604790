// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/evaluate/alarm"
)

// maxAlarmFile is the largest file of alerts, fires or regions, in bytes, that is read.
const maxAlarmFile = 256 << 20

func newEvalSirens() *cobra.Command {
	return &cobra.Command{
		Use:   "sirens OFFICIAL.csv VOLUNTEERS.csv",
		Short: "Compare two observers of the same air raid alerts",
		Long: `Sirens reads two files of air raid alerts through the door for them and says how far their observers agree, over
the regions and the time that both have: which share of each has a counterpart and why the others have none, how far apart
they set the beginnings and the ends, how much would be matched by chance, and whether ends that an observer only filled in
are recognised without reading the column that says so. The joiner of incidents makes nothing of alerts, which are
aggregates; they are matched on its principles. The order of rows leaves no trace in the output, which is JSON.`,
		Example: "  truce eval sirens official_data_en_to_20240423.csv volunteer_data_en_to_20241010.csv",
		Args:    say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := readAlarms(cmd, args[0])
			if err != nil {
				return err
			}
			second, err := readAlarms(cmd, args[1])
			if err != nil {
				return err
			}
			a, err := alarm.Compare(first, second)
			if err != nil {
				return err
			}
			return say.PrintJSON(cmd.OutOrStdout(), a)
		},
	}
}

func readAlarms(cmd *cobra.Command, name string) (*alarm.File, error) {
	data, err := say.ReadLimited(name, maxAlarmFile)
	if err != nil {
		return nil, fmt.Errorf("alerts %w", say.FileFault(name, err, ".csv"))
	}
	return alarm.Read(cmd.Context(), name, data)
}
