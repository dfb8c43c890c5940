package segment

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// cursor reads one column.
type cursor struct {
	pages  parquet.Pages
	page   parquet.Page
	plain  []int64
	coded  []int32 // places in words, where the page is coded
	words  []int64
	at     int
	length int
	first  int64 // the row at which the page begins
	next   int64 // the row after it
}

// read fills a buffer.
func (c *cursor) read(into []int64) error {
	for len(into) > 0 {
		if c.at == c.length {
			if err := c.turn(); err != nil {
				return err
			}
			continue
		}
		n := min(len(into), c.length-c.at)
		if c.coded != nil {
			for i, place := range c.coded[c.at : c.at+n] {
				into[i] = c.words[place]
			}
		} else {
			copy(into, c.plain[c.at:c.at+n])
		}
		c.at += n
		into = into[n:]
	}
	return nil
}

// vector is what the cursor's page has from here on, at most so many rows.
func (c *cursor) vector(most int) (Vector, error) {
	for c.at == c.length {
		if err := c.turn(); err != nil {
			return Vector{}, err
		}
	}
	to := c.at + min(most, c.length-c.at)
	if c.coded != nil {
		return Vector{Words: c.words, Places: c.coded[c.at:to]}, nil
	}
	return Vector{Values: c.plain[c.at:to]}, nil
}

// turn goes to the next page.
func (c *cursor) turn() error {
	c.release()
	page, err := c.pages.ReadPage()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	c.page, c.at, c.length = page, 0, int(page.NumRows())
	c.first, c.next = c.next, c.next+page.NumRows()
	c.plain, c.coded = nil, nil
	data := page.Data()
	if d := page.Dictionary(); d != nil {
		words := d.Page().Data()
		c.coded, c.words = data.Int32(), words.Int64()
	} else {
		c.plain = data.Int64()
	}
	return nil
}

// seek goes forward to a row, page by page. The files have no index of pages, so to
// seek in the file would decode all pages from the first for each of some cases.
func (c *cursor) seek(row int64) error {
	for c.page == nil || row >= c.next {
		if err := c.turn(); err != nil {
			return err
		}
	}
	c.at = int(row - c.first)
	return nil
}

func (c *cursor) release() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.at, c.length = nil, 0, 0
}

func (c *cursor) close() {
	c.release()
	if c.pages != nil {
		_ = c.pages.Close() // nothing was written
	}
}
