// SPDX-License-Identifier: Apache-2.0

package pdf

import (
	"strings"

	"truce/internal/publish/daily/sheet"
)

// rest is what a column has beside its longest word.
const rest = 2*pad + 1.2

// exerciseWidth is how wide the mark of an exercise before each row is.
const exerciseWidth = 17.0

// table draws a table whose heading stands again on each page, and whose rows are never cut but where one is longer than a page.
func (p *page) table(t sheet.Table) {
	if t.Caption != "" {
		p.font("", small+0.4)
		p.SetTextColor(80, 80, 80)
		p.room(24)
		p.paragraph(t.Caption, small+0.4, false)
		p.SetTextColor(20, 20, 20)
	}
	g := p.grid(t)
	head := sheet.Row{Cells: make([]sheet.Cell, len(t.Columns))}
	for i, c := range t.Columns {
		head.Cells[i].Text = c.Heading
	}
	heading, rows := p.lay(g, head, "B"), make([]laid, len(t.Rows))
	for i, row := range t.Rows {
		style := ""
		if row.Sum {
			style = "B"
		}
		rows[i] = p.lay(g, row, style)
	}
	first := heading.height
	if len(rows) > 0 {
		first += rows[0].height
	}
	p.room(min(first, 200))
	p.head(g, heading)
	for i, row := range rows {
		if p.room(row.height) {
			p.head(g, heading)
		}
		p.row(g, row, t.Rows[i].Sum)
	}
	p.Ln(2.5)
}

// grid is where the columns of a table stand.
type grid struct {
	left   []float64
	width  []float64
	number []bool
	marked bool
	size   float64 // of its letters, in points
}

// grid finds the columns: each is at least as wide as its longest word, and what is left goes to those whose texts are longer, or by
// weight where every text has its line. Where even the words do not fit, the letters become smaller.
func (p *page) grid(t sheet.Table) grid {
	g := grid{marked: p.s.Mark != "", size: small}
	x, wide := margin, inner
	if g.marked {
		x, wide = x+exerciseWidth, wide-exerciseWidth
	}
	least, more := make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	sum, wish, total := 0.0, 0.0, 0
	for i, c := range t.Columns {
		least[i], more[i] = p.measure(c.Heading)
		for _, row := range t.Rows {
			if i < len(row.Cells) {
				word, text := p.measure(row.Cells[i].Text)
				least[i], more[i] = max(least[i], word), max(more[i], text)
			}
		}
		least[i] = min(least[i], wide/3)
		more[i] = max(min(more[i], wide/2)-least[i], 0)
		sum, wish, total = sum+least[i], wish+more[i], total+c.Weight
	}
	if fixed := rest * float64(len(least)); sum > wide {
		g.size = max(small*(wide-fixed)/(sum-fixed), tiny)
	}
	for i, c := range t.Columns {
		w := rest + (least[i]-rest)*g.size/small
		switch spare := wide - sum; {
		case spare <= 0:
		case wish > spare:
			w += spare * more[i] / wish
		default:
			w += more[i] + (spare-wish)*float64(c.Weight)/float64(total)
		}
		g.left, g.width, g.number = append(g.left, x), append(g.width, w), append(g.number, c.Number)
		x += w
	}
	return g
}

// measure is how much room the longest word of a text takes, and the whole of it on one line.
func (p *page) measure(text string) (word, whole float64) {
	p.font("B", small)
	for each := range strings.SplitSeq(text, " ") {
		word = max(word, p.GetStringWidth(each))
	}
	return word + rest, p.GetStringWidth(text) + rest
}

// laid is a row cut into lines.
type laid struct {
	cells  [][]string
	height float64
	style  string
}

func (p *page) lay(g grid, row sheet.Row, style string) laid {
	p.font(style, g.size)
	out, most := laid{style: style}, 1
	for i, c := range row.Cells {
		var lines []string
		if c.Text != "" {
			lines = p.SplitText(c.Text, g.width[i]-2*pad)
		}
		out.cells, most = append(out.cells, lines), max(most, len(lines))
	}
	out.height = float64(most)*line(g.size) + 2*pad
	return out
}

func (p *page) head(g grid, heading laid) {
	p.SetFillColor(232, 238, 244)
	p.Rect(margin, p.GetY(), inner, heading.height, "F")
	p.row(g, heading, true)
}

// row draws a row; one that is longer than what is left of a page goes on at its foot.
func (p *page) row(g grid, row laid, strong bool) {
	top := p.GetY()
	if g.marked {
		p.font("B", 5.6)
		p.SetTextColor(154, 59, 0)
		p.SetXY(margin, top+pad)
		p.CellFormat(exerciseWidth, line(small), p.s.Mark, "", 0, "L", false, 0, "")
		p.SetTextColor(20, 20, 20)
	}
	p.font(row.style, g.size)
	for i, lines := range row.cells {
		align := "L"
		if g.number[i] {
			align = "R"
		}
		for n, text := range lines {
			p.SetXY(g.left[i]+pad, top+pad+float64(n)*line(g.size))
			p.CellFormat(g.width[i]-2*pad, line(g.size), text, "", 0, align, false, 0, "")
		}
	}
	p.SetDrawColor(196, 196, 196)
	p.SetLineWidth(0.15)
	if strong {
		p.SetDrawColor(100, 100, 100)
		p.SetLineWidth(0.3)
	}
	p.Line(margin, top+row.height, margin+inner, top+row.height)
	p.SetLineWidth(0.2)
	p.SetXY(margin, top+row.height)
}
