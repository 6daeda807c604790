// SPDX-License-Identifier: Apache-2.0

// Package sqlite keeps the projections of a record in one SQLite file of its own, which can be deleted at any time.
package sqlite

import (
	"context"
	"errors"

	"truce/canon"
	"truce/engine"
	"truce/internal/store"
)

// Store is an open store. Its queries may be called at the same time, and while one caller follows the record.
type Store struct{}

var errLater = errors.New("the store is not made yet")

// Open opens the store in a file, or makes it. A store that does not agree with the record is dropped and begun anew.
func Open(ctx context.Context, path string, of store.Record) (*Store, error) { return nil, errLater }

// Close closes the store.
func (s *Store) Close() error { return errLater }

// Mark says how far the store has come.
func (s *Store) Mark() store.Mark { return store.Mark{} }

// Ready tells whether queries are answered: false while the store is being made.
func (s *Store) Ready() bool { return false }

// Drop empties the store. Queries return store.ErrRebuilding until it is made again.
func (s *Store) Drop(ctx context.Context) error { return errLater }

// Rebuild brings the store to the end of a record.
func (s *Store) Rebuild(ctx context.Context, replay store.Replay, progress func(seq int64)) error {
	return errLater
}

// Follow applies what came of entries, all or nothing. state is that after the last of them.
func (s *Store) Follow(ctx context.Context, state *engine.State, entered []store.Entered) error {
	return errLater
}

// Tick applies what deadlines brought about that passed since the last entry.
func (s *Store) Tick(ctx context.Context, state *engine.State, effects []engine.Effect) error {
	return errLater
}

// Incidents lists incidents.
func (s *Store) Incidents(ctx context.Context, f store.IncidentFilter) (store.Page[store.Incident], error) {
	return store.Page[store.Incident]{}, errLater
}

// Incident returns everything that is kept of one incident, or store.ErrNotFound.
func (s *Store) Incident(ctx context.Context, id canon.IncidentID) (store.IncidentDetail, error) {
	return store.IncidentDetail{}, errLater
}

// Observations lists the observations of one incident or of one report.
func (s *Store) Observations(ctx context.Context, f store.ObservationFilter) (store.Page[store.Observation], error) {
	return store.Page[store.Observation]{}, errLater
}

// Findings lists findings.
func (s *Store) Findings(ctx context.Context, f store.FindingFilter) (store.Page[store.Finding], error) {
	return store.Page[store.Finding]{}, errLater
}

// Finding returns one version of a finding, or store.ErrNotFound.
func (s *Store) Finding(ctx context.Context, id canon.FindingID) (store.FindingDetail, error) {
	return store.FindingDetail{}, errLater
}

// Reports lists reports.
func (s *Store) Reports(ctx context.Context, f store.ReportFilter) (store.Page[store.Report], error) {
	return store.Page[store.Report]{}, errLater
}

// Report returns one report, or store.ErrNotFound.
func (s *Store) Report(ctx context.Context, id canon.ReportID) (store.Report, error) {
	return store.Report{}, errLater
}

// Since returns what came or changed after an entry.
func (s *Store) Since(ctx context.Context, seq int64, limit int) (store.News, error) {
	return store.News{}, errLater
}

// Points returns incidents as points of a map.
func (s *Store) Points(ctx context.Context, f store.PointFilter) (store.Points, error) {
	return store.Points{}, errLater
}

// Days returns the four counts by day and region.
func (s *Store) Days(ctx context.Context, f store.DayFilter) (store.Days, error) {
	return store.Days{}, errLater
}

// Regions returns the regions that anything on record is in, in order of their names; store.NotTold is not among them.
func (s *Store) Regions(ctx context.Context) ([]string, error) { return nil, errLater }
