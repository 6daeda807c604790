// SPDX-License-Identifier: Apache-2.0

package locate

// CompareProducts is the sign of a*b - c*d.
func CompareProducts(a, b, c, d int64) int { return compareProducts(a, b, c, d) }
