// SPDX-License-Identifier: Apache-2.0

// Command truce is the system of record for a ceasefire: it holds the mission's realm and the coalition's, for desks that run their own
// and for the demo. Run "truce --help" for its verbs.
package main

import (
	"os"

	"truce/internal/cli"
	"truce/internal/cli/desk"
	"truce/internal/cli/serve"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], cli.Other{
		Realm: desk.Realm, Verbs: desk.Verbs, Cases: desk.Cases(), Play: desk.Play, Demo: desk.Demo, After: desk.DemoCase,
		Beside: serve.Beside{Name: desk.Realm, Demo: desk.ServeDemo},
	}))
}
