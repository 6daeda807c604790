// SPDX-License-Identifier: Apache-2.0

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"

	driver "modernc.org/sqlite"

	"truce/internal/store"
)

// applicationID and userVersion stand in the head of the file. A store of another version is dropped and made again.
const (
	applicationID = 0x54725073 // "TrPs"
	userVersion   = 3
)

// schema holds each row twice over: what is asked for and sorted by in columns, and the whole row as JSON beside it, apart from the
// narrow rows that are scanned. Times are milliseconds, places degrees x 10^7, days counted from 1970.
//
// Instants at and upto are the bounds of a time; where it is not known timed is 0 and both are the first instant there is. long
// marks a time of more than a week, so that what touches a span is found by two ranges.
const schema = `
PRAGMA application_id = 0x54725073;
CREATE TABLE head (
	one        INTEGER PRIMARY KEY CHECK (one = 1),
	origin     TEXT NOT NULL,
	engine     TEXT NOT NULL,
	seq        INTEGER NOT NULL,
	commitment BLOB NOT NULL,
	destroyed  INTEGER NOT NULL,
	making     INTEGER NOT NULL
) STRICT;

CREATE TABLE incident (
	n         INTEGER PRIMARY KEY,
	id        BLOB NOT NULL UNIQUE,
	at        INTEGER NOT NULL,
	upto      INTEGER NOT NULL,
	timed     INTEGER NOT NULL,
	long      INTEGER NOT NULL,
	gone      INTEGER NOT NULL,
	region    TEXT NOT NULL,
	acts      INTEGER NOT NULL,
	judged    INTEGER NOT NULL,
	triage    INTEGER NOT NULL,
	south     INTEGER,
	north     INTEGER,
	west      INTEGER,
	east      INTEGER,
	first     INTEGER NOT NULL,
	last      INTEGER NOT NULL,
	reviewer  TEXT NOT NULL DEFAULT '',
	reviewed  INTEGER NOT NULL DEFAULT 0,
	review    INTEGER NOT NULL DEFAULT 0,
	day       INTEGER NOT NULL,
	exercise  INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_at ON incident (at, n) WHERE gone = 0;
CREATE INDEX incident_long ON incident (at, n) WHERE gone = 0 AND long = 1;
CREATE INDEX incident_region ON incident (region) WHERE gone = 0;
CREATE INDEX incident_triage ON incident (triage, at, n) WHERE gone = 0;
CREATE INDEX incident_last ON incident (last, n);
CREATE TABLE incident_row (n INTEGER PRIMARY KEY, doc BLOB NOT NULL) STRICT;
CREATE TABLE incident_act (word INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (word, n)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE incident_area USING rtree_i32(n, south, north, west, east);
CREATE TABLE same (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
	n        INTEGER PRIMARY KEY,
	id       BLOB NOT NULL UNIQUE,
	report   BLOB NOT NULL,
	incident INTEGER NOT NULL,
	doc      BLOB NOT NULL,
	joined   BLOB
) STRICT;
CREATE INDEX observation_incident ON observation (incident, n);
CREATE INDEX observation_report ON observation (report, n);

CREATE TABLE finding (
	n         INTEGER PRIMARY KEY,
	incident  INTEGER NOT NULL,
	agreement TEXT NOT NULL,
	term      TEXT NOT NULL,
	article   TEXT NOT NULL,
	id        BLOB NOT NULL,
	outcome   INTEGER NOT NULL,
	status    INTEGER NOT NULL,
	severity  INTEGER NOT NULL,
	region    TEXT NOT NULL,
	at        INTEGER NOT NULL,
	upto      INTEGER NOT NULL,
	timed     INTEGER NOT NULL,
	first     INTEGER NOT NULL,
	last      INTEGER NOT NULL,
	made      INTEGER NOT NULL,
	day       INTEGER NOT NULL,
	exercise  INTEGER NOT NULL,
	assessed  INTEGER NOT NULL,
	decided   INTEGER NOT NULL,
	doc       BLOB NOT NULL,
	UNIQUE (incident, agreement, term)
) STRICT;
CREATE INDEX finding_last ON finding (last, n);
CREATE INDEX finding_judged ON finding (status, outcome, agreement);
CREATE INDEX finding_outcome ON finding (outcome, agreement);
CREATE INDEX finding_article ON finding (agreement, article, term);
CREATE INDEX finding_severity ON finding (severity);
CREATE INDEX finding_region ON finding (region);
CREATE INDEX finding_id ON finding (id);
CREATE INDEX finding_at ON finding (at);
CREATE INDEX finding_long ON finding (at) WHERE upto - at > 604800000;
CREATE TABLE version (
	id      BLOB PRIMARY KEY,
	finding INTEGER NOT NULL,
	version INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	status  INTEGER NOT NULL,
	why     TEXT NOT NULL,
	entry   INTEGER NOT NULL,
	at      INTEGER NOT NULL,
	doc     BLOB NOT NULL
) STRICT;
CREATE INDEX version_finding ON version (finding, version);

CREATE TABLE report (
	n        INTEGER PRIMARY KEY,
	id       BLOB NOT NULL UNIQUE,
	seq      INTEGER NOT NULL,
	received INTEGER NOT NULL,
	class    TEXT NOT NULL,
	level    TEXT NOT NULL,
	form     TEXT NOT NULL,
	region   TEXT NOT NULL,
	triage   INTEGER NOT NULL,
	reviewer TEXT NOT NULL DEFAULT '',
	reviewed INTEGER NOT NULL DEFAULT 0,
	doc      BLOB NOT NULL
) STRICT;
CREATE INDEX report_seq ON report (seq, n);
CREATE INDEX report_received ON report (received);
CREATE INDEX report_class ON report (class);
CREATE INDEX report_level ON report (level);
CREATE INDEX report_form ON report (form);
CREATE INDEX report_region ON report (region);
CREATE INDEX report_triage ON report (triage);

CREATE TABLE points (day INTEGER PRIMARY KEY, list BLOB NOT NULL) STRICT;
CREATE TABLE tally (
	day      INTEGER NOT NULL,
	region   TEXT NOT NULL,
	exercise INTEGER NOT NULL,
	what     TEXT NOT NULL,
	least    INTEGER NOT NULL,
	most     INTEGER NOT NULL,
	PRIMARY KEY (day, region, exercise, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE total (
	exercise INTEGER NOT NULL,
	what     TEXT NOT NULL,
	least    INTEGER NOT NULL,
	most     INTEGER NOT NULL,
	PRIMARY KEY (exercise, what)
) STRICT, WITHOUT ROWID;
`

const (
	pageSize   = 8192
	writerKiB  = 64 << 10
	readerKiB  = 8 << 10
	busyMillis = 5_000
)

func connect(path string, writes bool) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	pragmas := []string{"busy_timeout(" + strconv.Itoa(busyMillis) + ")", "temp_store(MEMORY)", "trusted_schema(OFF)"}
	q := url.Values{"mode": {"ro"}}
	if writes {
		pragmas = append(pragmas, "page_size("+strconv.Itoa(pageSize)+")", "cache_size(-"+strconv.Itoa(writerKiB)+")")
		q = url.Values{"mode": {"rwc"}, "_journal_mode": {"WAL"}, "_synchronous": {"NORMAL"}, "_txlock": {"immediate"}}
	} else {
		pragmas = append(pragmas, "cache_size(-"+strconv.Itoa(readerKiB)+")", "query_only(ON)")
	}
	q["_pragma"] = pragmas
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String())
}

// code returns the primary result code of an error of SQLite, 0 for any other error.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// head is the one row that says what the file is of. Making says that it is not whole yet.
type head struct {
	store.Mark
	Making bool
}

func readHead(ctx context.Context, db *sql.DB) (head, error) {
	var h head
	var commitment []byte
	err := db.QueryRowContext(ctx, `SELECT origin, engine, seq, commitment, destroyed, making FROM head`).Scan(
		&h.Origin, &h.Engine, &h.Seq, &commitment, &h.Destroyed, &h.Making)
	copy(h.Commitment[:], commitment)
	return h, err
}

func (b *batch) head(h head) error {
	_, err := b.exec(`INSERT OR REPLACE INTO head (one, origin, engine, seq, commitment, destroyed, making) VALUES (1, ?, ?, ?, ?, ?, ?)`,
		h.Origin, h.Engine, h.Seq, h.Commitment[:], h.Destroyed, h.Making)
	return err
}
