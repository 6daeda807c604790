// SPDX-License-Identifier: Apache-2.0

package mission

import (
	"slices"

	"truce/internal/api"
	"truce/internal/api/mission/desk"
	"truce/internal/api/mission/findings"
	"truce/internal/api/mission/ground"
	"truce/internal/api/mission/handover"
	"truce/internal/api/mission/incidents"
	"truce/internal/api/mission/logbook"
	"truce/internal/api/mission/moving"
	"truce/internal/api/mission/outward"
	"truce/internal/api/mission/overdue"
	"truce/internal/api/mission/reporting"
	"truce/internal/api/mission/texts"
	"truce/internal/api/page"
)

// topics are the pages over incidents, findings, the ground and the texts.
func (d *Desk) topics() []api.Route {
	of := d.shared()
	return slices.Concat(incidents.Routes(of), desk.InOneLine(slices.Concat(findings.Routes(of), moving.Routes(of))), ground.Routes(of), texts.Routes(of), reporting.Routes(of), logbook.Routes(of), outward.Routes(of, d.Released()))
}

// shared is the record as the pages of one topic have it, made once.
func (d *Desk) shared() *desk.Desk {
	d.sharing.Do(func() {
		d.of = &desk.Desk{Room: d.Room, Enter: d.Enter, EnterMade: d.EnterMade, Tick: d.Tick, Zone: d.Zone, Site: d.Site, Rows: d.Rows, Signing: d.Signing, Accounts: d.Accounts, Late: &d.late}
		d.handing = &handover.Desk{Desk: d.of, List: d.handedOver, Elsewhere: d.elsewhere, Officers: d.Officers, Called: d.Called}
	})
	return d.of
}

// handovers are those of the watch.
func (d *Desk) handovers() *handover.Desk {
	d.shared()
	return d.handing
}

// handedOver is what is late, open and new, for who hands it over or takes it.
func (d *Desk) handedOver(a *api.Ask) ([]page.Block, error) {
	s, _, err := d.look(a)
	return []page.Block{d.openList("late", "Late", s.Late, false), d.openList("open", "Open", s.Open, false), d.newList(s.New, false)}, err
}

// elsewhere is what is late beside the room, as the watch shows it.
func (d *Desk) elsewhere(a *api.Ask) (page.List, error) { return overdue.List(d.shared(), a) }

// Released is the public release of the record, made once for the pages and the doors for programs.
func (d *Desk) Released() *outward.Released {
	d.once.Do(func() { d.released = outward.NewReleased(d.Room) })
	return d.released
}
