// SPDX-License-Identifier: Apache-2.0

// Package workload turns a seed into the data that speed is measured on. The same seed gives the same data on any machine.
package workload
