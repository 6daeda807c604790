// SPDX-License-Identifier: Apache-2.0

// Package html turns a sheet into HTML, the accessible form of a report: one file that needs nothing else and runs no script, or
// its body alone for a page of a server. The same sheet gives the same bytes.
package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"truce/internal/publish/daily/sheet"
)

//go:embed report.html
var source string

//go:embed report.css
var style string

// page is what the template reads.
type page struct {
	*sheet.Sheet
	Style  template.CSS
	Policy string
}

// Write writes a sheet as a file that stands alone. Its policy lets nothing be loaded and nothing run.
func Write(w io.Writer, s *sheet.Sheet) error {
	digest := sha256.Sum256([]byte(style))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(digest[:]) + "'; base-uri 'none'; form-action 'none'"
	return execute(w, "page", page{s, template.CSS(style), policy})
}

// Body writes the report as a part of a page: an article without a style of its own, whose classes and IDs begin with "report".
func Body(w io.Writer, s *sheet.Sheet) error { return execute(w, "body", page{Sheet: s}) }

func execute(w io.Writer, name string, p page) error {
	t, err := template.New("report").Parse(source)
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, name, p)
}

// Style returns the style that the file of Write bears, for a server that shows the body.
func Style() string { return style }
