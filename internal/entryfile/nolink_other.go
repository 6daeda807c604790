// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package entryfile

// noLink is nothing where the system has no such flags: there the file is only looked at before and after.
const noLink = 0
