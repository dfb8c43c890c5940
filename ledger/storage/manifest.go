package storage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// manifest is which segments count, and which copies of cases in them do not.
type manifest struct {
	segments []sqlstore.Segment
	voided   map[int64][]ledger.Key // by segment, ascending
}

func (f *folder) manifest(ctx context.Context) (manifest, error) {
	m := manifest{voided: map[int64][]ledger.Key{}}
	var err error
	if m.segments, err = f.Segments(ctx); err != nil {
		return m, err
	}
	voided, err := f.Voided(ctx)
	for v := range voided {
		m.voided[v.Segment] = append(m.voided[v.Segment], v.Case)
	}
	for _, keys := range m.voided {
		slices.Sort(keys)
	}
	return m, err
}

// The manifest for other tools lies beside the segments, with the words of the
// codes. Both follow from the database, which alone decides: they are written
// after it changed, and again at the next opening where that was cut short.
const (
	manifestFile = "manifest.json"
	labelsFile   = "labels.parquet"
)

// published is the manifest as other tools read it.
type published struct {
	Version  int               `json:"version"`
	Segments []publishedPart   `json:"segments"`
	Voided   []publishedVoided `json:"voided"`
}

type publishedPart struct {
	Path   string `json:"path"`
	Cases  int64  `json:"cases"`
	Events int64  `json:"events"`
	Spells int64  `json:"spells"`
	// Charges are the parts of the accounts of days.
	Charges int64 `json:"charges"`
	// OpenedFrom and OpenedTo are the first and the last day of opening, both in.
	OpenedFrom string `json:"openedFrom"`
	OpenedTo   string `json:"openedTo"`
}

// publishedVoided is a case that is not to be counted from this segment.
type publishedVoided struct {
	Path string     `json:"path"`
	Case ledger.Key `json:"case_key"`
}

// labelRow is a row of labels.parquet, the only file with text.
type labelRow struct {
	Code int64  `parquet:"code"`
	Kind string `parquet:"kind,dict"`
	Text string `parquet:"label"`
}

// writeManifest brings manifest.json and labels.parquet up to date.
func (f *folder) writeManifest(ctx context.Context) error {
	m, err := f.manifest(ctx)
	if err != nil {
		return err
	}
	p := published{Version: 1, Segments: []publishedPart{}, Voided: []publishedVoided{}}
	for _, s := range m.segments {
		path := segmentsDir + "/" + segment.Folder(s.ID)
		p.Segments = append(p.Segments, publishedPart{path, s.Cases, s.Events, s.Spells, s.Charges, dayText(s.FromDay), dayText(s.ToDay)})
		for _, c := range m.voided[s.ID] {
			p.Voided = append(p.Voided, publishedVoided{path, c})
		}
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(f.path, manifestFile), append(text, '\n')); err != nil {
		return err
	}
	if len(m.segments) == 0 {
		return nil
	}
	return f.writeLabels(ctx)
}

func (f *folder) writeLabels(ctx context.Context) error {
	dict, err := f.Dict(ctx)
	if err != nil {
		return err
	}
	rows := make([]labelRow, 0, len(dict))
	for _, l := range dict {
		rows = append(rows, labelRow{int64(l.Code), l.Kind.String(), l.Text})
	}
	slices.SortFunc(rows, func(a, b labelRow) int { return cmp.Compare(a.Code, b.Code) })
	var out bytes.Buffer
	w := parquet.NewGenericWriter[labelRow](&out)
	_, err = w.Write(rows)
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	return replace(filepath.Join(f.path, labelsFile), out.Bytes())
}

func dayText(day int64) string {
	return time.Unix(day*secondsOfDay, 0).UTC().Format(time.DateOnly)
}

const secondsOfDay = 24 * 60 * 60

// replace writes a file whole or not at all, and not where it is the same.
func replace(path string, content []byte) error {
	was, err := os.ReadFile(path)
	if err == nil && bytes.Equal(was, content) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(temp, bytes.NewReader(content))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
