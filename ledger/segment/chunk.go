package segment

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// chunk is one column on its way into a file: its pages are encoded as they fill
// up, and wait in memory for the dictionary, which stands before them.
type chunk struct {
	name      string
	how       how
	words     dictionary
	runs      []run // of the page at hand, without the last
	place     int32 // of the last
	since     int   // row of the page at which it began
	pages     []byte
	loose     int64 // bytes before they were compressed, with headers
	low, high int64
	n         int64
}

// scratch is memory for the encoding of a page.
type scratch struct {
	places       []int32 // of a page
	body, packed []byte
	head         bytes.Buffer
	encoder      thrift.Encoder // writes to head
}

func newScratch() *scratch {
	s := &scratch{places: make([]int32, pageRows)}
	s.encoder = *thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&s.head))
	return s
}

func (c *chunk) reset() {
	c.words.reset()
	c.runs, c.place, c.since = c.runs[:0], 0, 0
	c.pages, c.loose, c.n = c.pages[:0], 0, 0
}

// turn notes that a coded column has another value from a row of the page on. Most
// columns are the same all through a step or a case: only what changes costs.
func (c *chunk) turn(value int64, row int) {
	if row > c.since {
		c.runs = append(c.runs, run{c.place, int32(row - c.since)}) //nolint:gosec // a page
	}
	c.since = row
	if c.how == byCase {
		c.place = c.words.recent(value)
	} else {
		c.place = c.words.of(value)
	}
}

// addWords encodes a page of a coded column, of which the turns were noted.
func (c *chunk) addWords(rows int, s *scratch) error {
	c.runs = append(c.runs, run{c.place, int32(rows - c.since)}) //nolint:gosec // a page
	s.body = appendRuns(s.body[:0], c.runs, s.places)
	c.runs, c.since = c.runs[:0], 0
	return c.addPage(rows, format.RLEDictionary, s)
}

// add encodes a page of a column of instants.
func (c *chunk) add(values []int64, s *scratch) (err error) {
	c.bound(values)
	if s.body, err = new(delta.BinaryPackedEncoding).EncodeInt64(s.body[:0], values); err != nil {
		return err
	}
	return c.addPage(len(values), format.DeltaBinaryPacked, s)
}

// addPage adds a page of which the body is encoded.
func (c *chunk) addPage(rows int, encoding format.Encoding, s *scratch) (err error) {
	header := format.PageHeader{Type: format.DataPage}
	header.DataPageHeader = thrift.New(format.DataPageHeader{
		NumValues: int32(rows), Encoding: encoding, //nolint:gosec // a page
		DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
	})
	c.n += int64(rows)
	c.pages, err = c.appendPage(c.pages, header, s)
	return err
}

// bound notes the least and the greatest value.
func (c *chunk) bound(values []int64) {
	low, high := c.low, c.high
	if c.n == 0 {
		low, high = values[0], values[0]
	}
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	c.low, c.high = low, high
}

// appendPage appends a page of which the body is encoded.
func (c *chunk) appendPage(to []byte, header format.PageHeader, s *scratch) ([]byte, error) {
	packed := s.body
	if c.how == sparsely {
		var err error
		if packed, err = codec.Encode(s.packed, s.body); err != nil {
			return to, err
		}
		s.packed = packed[:cap(packed)]
	}
	header.UncompressedPageSize, header.CompressedPageSize = int32(len(s.body)), int32(len(packed)) //nolint:gosec // a page
	header.CRC = int32(crc32.ChecksumIEEE(packed))                                                  //nolint:gosec // bits
	s.head.Reset()
	if err := s.encoder.Encode(&header); err != nil {
		return to, err
	}
	c.loose += int64(s.head.Len() + len(s.body))
	return append(append(to, s.head.Bytes()...), packed...), nil
}

// dictionaryPage encodes the dictionary, which begins a coded column.
func (c *chunk) dictionaryPage(s *scratch) ([]byte, error) {
	if !c.how.coded() {
		return nil, nil
	}
	s.body = s.body[:0]
	c.low, c.high = slices.Min(c.words.words), slices.Max(c.words.words)
	for _, v := range c.words.words {
		s.body = binary.LittleEndian.AppendUint64(s.body, uint64(v)) //nolint:gosec // bits
	}
	header := format.PageHeader{Type: format.DictionaryPage}
	header.DictionaryPageHeader = thrift.New(format.DictionaryPageHeader{NumValues: int32(len(c.words.words)), Encoding: format.Plain}) //nolint:gosec // fits memory
	return c.appendPage(nil, header, s)
}

// describe is the chunk in the footer of the file, with its dictionary of so many
// bytes at an offset.
func (c *chunk) describe(at int64, dictionary int) format.ColumnChunk {
	m := format.ColumnMetaData{
		Type: format.Int64, Encoding: []format.Encoding{format.DeltaBinaryPacked, format.RLE}, PathInSchema: []string{c.name},
		Codec: format.Uncompressed, NumValues: c.n, TotalUncompressedSize: c.loose, TotalCompressedSize: int64(dictionary + len(c.pages)),
		DataPageOffset: at + int64(dictionary),
		Statistics:     format.Statistics{MinValue: boundOf(c.low), MaxValue: boundOf(c.high), Min: boundOf(c.low), Max: boundOf(c.high)},
	}
	switch c.how {
	case sparsely:
		m.Codec = codec.CompressionCodec()
	case byWord, byCase:
		m.DictionaryPageOffset = at
		m.Encoding = []format.Encoding{format.Plain, format.RLE, format.RLEDictionary}
	}
	return format.ColumnChunk{MetaData: m}
}

func boundOf(v int64) []byte { return binary.LittleEndian.AppendUint64(nil, uint64(v)) } //nolint:gosec // bits
