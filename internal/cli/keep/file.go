// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"fmt"
	"os"
	"runtime"

	"truce/internal/cli/say"
	"truce/journal"
)

// maxKeyFile is the largest file of a key, in bytes.
const maxKeyFile = 4 << 10

// readKey reads a secret that only its owner may read.
func readKey(path string, a journal.Algorithm) (journal.SigningKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", say.FileFault(path, err, ".key"))
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return journal.SigningKey{}, fmt.Errorf("key %s: others than its owner may read it (mode %04o): make it yours alone with chmod 600, and rotate it if somebody may have", path, info.Mode().Perm())
	}
	data, err := say.ReadLimited(path, maxKeyFile)
	if err != nil {
		return journal.SigningKey{}, fmt.Errorf("key %w", err)
	}
	k, err := journal.ParseSigningKey(string(data))
	if err != nil {
		return k, fmt.Errorf("key %s: %w", path, err)
	}
	if got := k.Verifier().Algorithm(); got != a {
		return k, fmt.Errorf("key %s: it is %s, want %s", path, kindOfKey(got), kindOfKey(a))
	}
	return k, nil
}

func kindOfKey(a journal.Algorithm) string {
	if a == journal.Cosigns {
		return "a cosigner's key"
	}
	return "a key of a log or a device"
}
