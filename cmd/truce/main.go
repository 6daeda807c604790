// SPDX-License-Identifier: Apache-2.0

// Command truce is the system of record for a ceasefire. Run "truce --help" for its verbs.
package main

import (
	"os"

	"truce/internal/cli"
)

func main() { os.Exit(cli.Mission(os.Args[1:])) }
