// SPDX-License-Identifier: Apache-2.0

package keep

import (
	"truce/internal/cli/verb"
	"truce/journal"
)

func readKey(path string, a journal.Algorithm) (journal.SigningKey, error) {
	return verb.ReadKey(path, a)
}
