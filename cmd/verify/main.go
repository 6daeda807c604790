// SPDX-License-Identifier: Apache-2.0

// Command verify tries to break the record: it lets the power go, kills, starves, damages and deceives it, and says what
// came of it. Run "verify --help".
package main

import (
	"os"

	"truce/internal/sim"
)

func main() { os.Exit(sim.Main(os.Args[1:])) }
