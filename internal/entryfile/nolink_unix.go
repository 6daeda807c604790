// SPDX-License-Identifier: Apache-2.0

//go:build unix

package entryfile

import "syscall"

// noLink opens no link that was put in a file's place after it was looked at, and does not wait at a pipe.
const noLink = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
