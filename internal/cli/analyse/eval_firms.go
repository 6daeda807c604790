// SPDX-License-Identifier: Apache-2.0

package analyse

import (
	"fmt"

	"github.com/spf13/cobra"

	"truce/internal/cli/say"
	"truce/internal/evaluate/alarm"
	"truce/when"
)

// firmsOptions are the flags of eval firms.
type firmsOptions struct {
	regions, property string
	shifts            []string
}

func newEvalFirms() *cobra.Command {
	var o firmsOptions
	cmd := &cobra.Command{
		Use:   "firms FIRMS.csv ALERTS.csv --regions OBLASTS.geojson",
		Short: "Compare fires seen from orbit under alert with those at the same hours of other days",
		Long: `Firms reads heat seen from orbit and air raid alerts, each through its door, and says how the rate of fires in a
region under alert compares with the rate without, and how it would compare had the alerts come some whole days sooner or
later (--shift; 1 to 14 days either way unless given). A shift of whole days keeps the hour of the day, and with it the passes
of the satellite: what stands out against it is not the hour. Fires are given to the region whose polygon surely holds the
pixel; time in which only a part of a region had an alert counts on neither side.

No record of violence overlaps this file; an anomaly is a fire and not a strike; the rate says nothing of cause. The output,
which is JSON, says so first.`,
		Example: "  truce eval firms fire_nrt_SV-C2_400448.csv official_data_en_to_20240423.csv --regions oblast_2020.geojson\n" +
			"  truce eval firms fires.csv alerts.csv --regions oblasts.geojson --shift=-48h,-24h,24h,48h",
		Args: say.AsUsed,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.regions == "" {
				return say.Misused(cmd, "missing: --regions FILE, a GeoJSON file with the polygons of the regions that alerts are for")
			}
			days, err := o.days()
			if err != nil {
				return err
			}
			return o.run(cmd, args, days)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.regions, "regions", "", "GeoJSON file with the polygons of the regions")
	f.StringVar(&o.property, "name", "ADMIN_1", "property of a region that has its name, in Ukrainian or as the alerts have it")
	f.StringSliceVar(&o.shifts, "shift", nil, "lengths by which the alerts are moved, each of whole days, such as 24h or -48h")
	return cmd
}

// days reads the shifts.
func (o firmsOptions) days() ([]int64, error) {
	var out []int64
	if len(o.shifts) == 0 {
		for n := int64(1); n <= 14; n++ {
			out = append(out, n, -n)
		}
	}
	for _, text := range o.shifts {
		d, err := when.ParseDuration(text)
		if err != nil {
			return nil, fmt.Errorf("--shift: %w", err)
		}
		if d == 0 || d%when.Day != 0 {
			return nil, fmt.Errorf("--shift %s: whole days are due, such as 24h: only they keep the hour at which the satellite passes", text)
		}
		out = append(out, int64(d/when.Day))
	}
	return out, nil
}

func (o firmsOptions) run(cmd *cobra.Command, args []string, days []int64) error {
	read := func(what, name, ending string) ([]byte, error) {
		data, err := say.ReadLimited(name, maxAlarmFile)
		if err != nil {
			return nil, fmt.Errorf("%s %w", what, say.FileFault(name, err, ending))
		}
		return data, nil
	}
	data, err := read("fires", args[0], ".csv")
	if err != nil {
		return err
	}
	fires, err := alarm.ReadFires(cmd.Context(), args[0], data)
	if err != nil {
		return err
	}
	alerts, err := readAlarms(cmd, args[1])
	if err != nil {
		return err
	}
	if data, err = read("regions", o.regions, ".geojson"); err != nil {
		return err
	}
	regions, refused, err := alarm.ReadRegions(o.regions, data, o.property)
	if err != nil {
		return err
	}
	a, err := fires.Compare(alerts, regions, days)
	if err != nil {
		return err
	}
	a.Refused = refused
	return say.PrintJSON(cmd.OutOrStdout(), a)
}
