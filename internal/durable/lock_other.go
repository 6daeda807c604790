// SPDX-License-Identifier: Apache-2.0

//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package durable

// lock does nothing on systems without flock: there whoever runs two programs on one folder is not told.
func lock(string) (unlock func() error, err error) { return func() error { return nil }, nil }

// Lock does nothing either.
func Lock(string) (unlock func() error, err error) { return func() error { return nil }, nil }
