// SPDX-License-Identifier: Apache-2.0

// Command truce-mission is the mission's own binary: it holds no part of the coalition realm, which a test of the
// house proves.
package main

import (
	"os"

	"truce/internal/cli"
)

func main() { os.Exit(cli.Mission(os.Args[1:])) }
