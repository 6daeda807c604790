// SPDX-License-Identifier: Apache-2.0

package room

import (
	"fmt"
	"strings"

	"truce/engine"
	"truce/watch"
)

// Words says in a sentence what an entry of the operations room is; empty for any other entry.
func Words(e *engine.Entry) string {
	switch {
	case e.Duty != nil:
		return dutyWords(e.Duty)
	case e.Patrol != nil:
		p := e.Patrol
		out := fmt.Sprintf("Patrol task %s: %s", p.ID, p.Step)
		if p.Order != nil {
			out += ", " + p.Order.What
		}
		if p.Says != "" {
			out += ": " + p.Says
		}
		if p.Site != nil {
			out += fmt.Sprintf("; %s: %s", p.Site.Name, p.Site.Is)
		}
		return out + "."
	case e.Notice != nil:
		n := e.Notice
		if n.Plan != nil {
			return fmt.Sprintf("Notice %s: %s, %s.", n.ID, n.Plan.Kind, n.Plan.What)
		}
		return strings.TrimSuffix(fmt.Sprintf("Notice %s: %s %s", n.ID, n.Act, n.Side), " ") + "."
	case e.Mode != nil:
		return fmt.Sprintf("The mission is %s, by %s: %s.", e.Mode.State, e.Mode.By, e.Mode.Reason)
	}
	return ""
}

func dutyWords(d *watch.Duty) string {
	switch {
	case d.On != nil:
		return d.By + " comes on duty."
	case d.Off != nil:
		return strings.TrimSuffix(d.By+" goes off duty: "+d.Off.Reason, ": ") + "."
	case d.Ack != nil:
		return fmt.Sprintf("%s has seen %s.", d.By, d.Ack.Of[0])
	case d.Call != nil:
		return fmt.Sprintf("%s calls %s (%s): %s; %s. %s", d.By, d.Call.To, d.Call.ID, d.Call.Asked, d.Call.Reached, d.Call.Said)
	case d.Close != nil:
		return fmt.Sprintf("%s closes %s: %s.", d.By, d.Close.Item, d.Close.Reason)
	case d.Assurance != nil:
		return fmt.Sprintf("%s gives an assurance (%s): %s.", d.Assurance.From, d.Assurance.ID, d.Assurance.What)
	case d.Word != nil:
		return fmt.Sprintf("%s says that %s was %s: %s.", d.By, d.Word.Assurance, d.Word.Was, d.Word.Says)
	case d.Flash != nil:
		return d.By + " sends: " + strings.Join(d.Flash.Lines(), "; ") + "."
	case d.Handover != nil:
		return fmt.Sprintf("%s hands the watch over to %s with %d items.", d.By, d.Handover.In, d.Handover.Items)
	case d.Escrow != nil:
		return fmt.Sprintf("%s hands a copy of the archive to %s: %d entries.", d.By, d.Escrow.To, d.Escrow.Entries)
	}
	return ""
}
