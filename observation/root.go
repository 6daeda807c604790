// SPDX-License-Identifier: Apache-2.0

package observation

import "truce/likeness"

// Root writes a custodial root in one way, so that two spellings of one holder that look alike are not two roots. It is
// its own Root again.
func Root(root string) string { return likeness.Fold(root) }
