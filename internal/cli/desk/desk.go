// SPDX-License-Identifier: Apache-2.0

// Package desk turns the command lines of a coalition's desk into questions to its registers and records for them. It is of the
// coalition's realm: no program of the mission links it. One file holds one verb.
package desk
