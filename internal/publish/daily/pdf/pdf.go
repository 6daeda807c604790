// SPDX-License-Identifier: Apache-2.0

// Package pdf turns a sheet into a PDF for paper and for archives. The same sheet gives the same bytes: the file bears the cut-off
// of the report as its date and nothing of a clock. It is not tagged; the accessible form of a report is its HTML. Its font is a
// part of Noto Sans with the letters of Latin and Cyrillic, under the licence beside it: another letter prints as a box.
package pdf

import (
	_ "embed"
	"io"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"truce/internal/publish/daily/sheet"
)

//go:embed font/NotoSans-Regular.ttf
var regular []byte

//go:embed font/NotoSans-Bold.ttf
var bold []byte

// The measures of a page, in millimetres and points: A4 upright.
const (
	family   = "noto"
	margin   = 16.0
	bottom   = 18.0
	inner    = 210 - 2*margin
	body     = 9.5 // points
	small    = 7.6
	tiny     = 5.2
	perPoint = 25.4 / 72
	leading  = 1.35
	pad      = 0.9
)

// Write writes a sheet. The number of pages is known after a first run, and stands on each page of the second.
func Write(w io.Writer, s *sheet.Sheet) error {
	first := draw(s, 0)
	if err := first.Error(); err != nil {
		return err
	}
	return draw(s, first.PageCount()).Output(w)
}

// page is a file that is being drawn.
type page struct {
	*fpdf.Fpdf
	s *sheet.Sheet
}

func draw(s *sheet.Sheet, pages int) *fpdf.Fpdf {
	p := &page{fpdf.New("P", "mm", "A4", ""), s}
	made := time.UnixMilli(int64(s.Made)).UTC()
	p.SetCatalogSort(true)
	p.SetCreationDate(made)
	p.SetModificationDate(made)
	p.SetProducer("Truce", true)
	p.SetTitle(s.Running, true)
	p.SetSubject(s.Digest, true)
	p.SetLang(s.Lang)
	p.AddUTF8FontFromBytes(family, "", regular)
	p.AddUTF8FontFromBytes(family, "B", bold)
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, bottom)
	p.SetFooterFunc(func() { p.footer(pages) })
	p.AddPage()
	p.masthead()
	for _, section := range s.Sections {
		p.section(section)
	}
	return p.Fpdf
}

func (p *page) footer(pages int) {
	p.SetY(-bottom + 4)
	p.font("", 7.5)
	p.SetTextColor(90, 90, 90)
	number := strings.NewReplacer("{n}", strconv.Itoa(p.PageNo()), "{of}", strconv.Itoa(pages)).Replace(p.s.Page)
	p.CellFormat(inner-28, 4, p.fit(p.s.Running, inner-28), "", 0, "L", false, 0, "")
	p.CellFormat(28, 4, number, "", 0, "R", false, 0, "")
	p.SetTextColor(20, 20, 20)
}

// fit cuts a text to what one line holds.
func (p *page) fit(text string, width float64) string {
	if lines := p.SplitText(text, width-2); len(lines) > 1 {
		return lines[0] + "\u2026"
	}
	return text
}

func (p *page) font(style string, size float64) { p.SetFont(family, style, size) }

// line is the height of a line of a size.
func line(size float64) float64 { return size * perPoint * leading }

// room begins a new page where less than a height is left.
func (p *page) room(height float64) bool {
	if p.GetY()+height <= 297-bottom {
		return false
	}
	p.AddPage()
	p.SetY(margin)
	return true
}

func (p *page) masthead() {
	p.SetTextColor(20, 20, 20)
	for _, mark := range p.s.Marks {
		p.SetFillColor(251, 236, 224)
		p.font("B", body)
		p.paragraph(mark, body, true)
	}
	p.Ln(2)
	p.font("B", 18)
	p.paragraph(p.s.Title, 18, false)
	p.Ln(1)
	for _, text := range p.s.Lead {
		p.font("", body)
		p.paragraph(text, body, false)
	}
}

// paragraph writes a text over as many lines as it takes, in the font that is set.
func (p *page) paragraph(text string, size float64, filled bool) {
	for _, l := range p.SplitText(text, inner-4) {
		p.room(line(size))
		p.SetX(margin)
		if filled {
			p.Rect(margin, p.GetY(), inner, line(size), "F")
			p.SetX(margin + 2)
		}
		p.CellFormat(inner, line(size), strings.TrimRight(l, " "), "", 1, "L", false, 0, "")
	}
	p.Ln(0.8)
}

func (p *page) section(section sheet.Section) {
	p.Ln(3)
	if len(section.Tables) > 0 {
		p.room(38)
	} else {
		p.room(18)
	}
	p.Bookmark(section.Heading, 0, -1)
	p.font("B", 12.5)
	p.SetTextColor(31, 78, 121)
	heading := section.Heading
	if p.s.Exercise != "" {
		heading = p.s.Exercise + " \u00b7 " + heading
	}
	p.paragraph(heading, 12.5, false)
	p.SetTextColor(20, 20, 20)
	p.SetDrawColor(31, 78, 121)
	p.Line(margin, p.GetY()-0.6, margin+inner, p.GetY()-0.6)
	p.Ln(0.8)
	p.notes(section.Notes)
	for _, t := range section.Tables {
		p.table(t)
	}
	p.notes(section.After)
}

func (p *page) notes(notes []string) {
	for _, note := range notes {
		p.font("", body)
		p.paragraph(note, body, false)
	}
}
