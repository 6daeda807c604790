// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"slices"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/findings"
	"truce/internal/api/mission/ground"
	"truce/internal/api/mission/incidents"
	"truce/internal/api/mission/reporting"
)

// topics are the pages over incidents, findings and the ground.
func (d *Desk) topics() []api.Route {
	of := &desk.Desk{Room: d.Room, Enter: d.Enter, Zone: d.Zone, Site: d.Site}
	return slices.Concat(incidents.Routes(of), findings.Routes(of), ground.Routes(of), reporting.Routes(of))
}
