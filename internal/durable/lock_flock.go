// SPDX-License-Identifier: Apache-2.0

//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package durable

import (
	"errors"
	"os"
	"syscall"
)

// Lock takes the folder for this process, and waits until no other holds it. The lock is on the folder itself, so it leaves
// nothing in it, and the system takes it from a process that dies. unlock is nil where there is an error. Systems without
// flock have no lock.
func Lock(dir string) (unlock func() error, err error) { return flock(dir, syscall.LOCK_EX) }

// lock takes the folder as Lock does, and does not wait: its error is ErrLocked where another process holds it.
func lock(dir string) (unlock func() error, err error) {
	return flock(dir, syscall.LOCK_EX|syscall.LOCK_NB)
}

func flock(dir string, how int) (unlock func() error, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), how)
	if err == nil {
		return func() error {
			// A child that is just being started may hold the folder open still, so closing alone would not give it up.
			return errors.Join(os.NewSyscallError("flock", syscall.Flock(int(f.Fd()), syscall.LOCK_UN)), f.Close())
		}, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrLocked
	}
	return nil, os.NewSyscallError("flock", err)
}
