package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed survival.R
var survivalScript []byte

// tolerances are how far the kinds of figures may be apart: in proportion, or, of
// figures below 1, by difference.
var tolerances = []struct {
	kind     string
	allowed  float64
	relative bool // in proportion also below 1
}{
	{"curve", 1e-6, false},
	{"limits log-log", 1e-6, false},
	{"limits log", 1e-6, false},
	{"limits plain", 1e-6, false},
	{"hazard", 1e-6, false},
	{"quantiles", 1e-6, false},
	{"restricted mean", 1e-6, false},
	{"bands exact", 1e-6, false},
	// km.ci interpolates in printed tables, and not quite between the right places.
	{"bands", 0.006, false},
	{"critical values hw", 6e-5, false},
	// The printed ones are those of an approximation.
	{"critical values ep", 0.004, true},
	{"incidence", 1e-6, false},
	{"incidence limits", 1e-6, false},
	{"restricted time", 1e-6, false},
	{"tests", 1e-6, false},
	{"tests with late entry", 1e-6, false},
	{"cmprsk incidence", 1e-6, false},
	{"cmprsk test of Gray", 1e-6, false},
	// cmprsk takes Aalen's variance, which is another one.
	{"cmprsk variance", 0.03, true},
}

// copies is how often cmprsk is given each observation, each time 1/4096 later. Its
// variance comes close to ours for many observations without ties.
const copies = 50

// figures are numbers by kind and key; NaN is that there is none.
type figures map[string]map[string]float64

func (f figures) set(kind, key string, value float64) {
	if f[kind] == nil {
		f[kind] = map[string]float64{}
	}
	f[kind][key] = value
}

// checkSurvival has R estimate what package latency does, on random data sets.
func checkSurvival(ctx context.Context) ([]finding, error) {
	if err := needR(ctx); err != nil {
		return nil, err
	}
	sets := make([]dataSet, dataSets)
	for i := range sets {
		sets[i] = randomSet(i)
	}
	theirs, err := askR(ctx, sets)
	if err != nil {
		return nil, err
	}
	ours := figures{}
	noteCriticalValues(ours)
	for i, d := range sets {
		if err := estimate(ours, i, d); err != nil {
			return nil, fmt.Errorf("data set %d: %w", i, err)
		}
	}
	known := map[string]bool{}
	for _, t := range tolerances {
		known[t.kind] = true
	}
	for kind := range theirs {
		if !known[kind] {
			return nil, fmt.Errorf("R has figures of the kind %q, which nothing compares", kind)
		}
	}
	var findings []finding
	for _, t := range tolerances {
		f, err := compare(t.kind, t.allowed, t.relative, ours[t.kind], theirs[t.kind])
		if err != nil {
			return nil, err
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// needR says what to install if R or a package of it is missing.
func needR(ctx context.Context) error {
	if _, err := exec.LookPath("Rscript"); err != nil {
		return fmt.Errorf("%w: Rscript is not on the path: install R with its packages survival, cmprsk and km.ci (on Debian: apt-get install r-base-core r-cran-survival r-cran-cmprsk r-cran-km.ci)", errMissing)
	}
	for _, name := range []string{"survival", "cmprsk", "km.ci"} {
		if out, err := exec.CommandContext(ctx, "Rscript", "-e", "library("+name+")").CombinedOutput(); err != nil {
			return fmt.Errorf("%w: R cannot load its package %s (on Debian: apt-get install r-cran-%s): %s", errMissing, name, name, strings.TrimSpace(string(out)))
		}
	}
	return nil
}

// askR hands the data sets to R and reads its figures.
func askR(ctx context.Context, sets []dataSet) (figures, error) {
	folder, err := os.MkdirTemp("", "writ-oracle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	script, data, answer := filepath.Join(folder, "survival.R"), filepath.Join(folder, "data.csv"), filepath.Join(folder, "answer.csv")
	var b strings.Builder
	b.WriteString("set,group,stratum,late,tau,entry,time,cause\n")
	for i, d := range sets {
		if err := d.write(&b, i); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(os.WriteFile(script, survivalScript, 0o600), os.WriteFile(data, []byte(b.String()), 0o600)); err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, "Rscript", script, data, answer, strconv.Itoa(copies)).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("R: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return readFigures(answer)
}

func readFigures(path string) (figures, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f := figures{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ",")
		if len(fields) != 3 {
			return nil, fmt.Errorf("R wrote %q: want a kind, a key and a figure", lines.Text())
		}
		value := math.NaN()
		if fields[2] != "NA" {
			if value, err = strconv.ParseFloat(fields[2], 64); err != nil {
				return nil, fmt.Errorf("R wrote %q: %w", lines.Text(), err)
			}
		}
		f.set(fields[0], fields[1], value)
	}
	return f, lines.Err()
}

// compare finds the largest difference of one kind of figures. Each of theirs must
// be among ours, and be no figure where ours is none.
func compare(kind string, allowed float64, relative bool, ours, theirs map[string]float64) (finding, error) {
	f := finding{what: kind, allowed: allowed}
	for key, want := range theirs {
		got, ok := ours[key]
		if !ok {
			return f, fmt.Errorf("%s: R has %v for %s, and we have nothing", kind, want, key)
		}
		f.figures++
		difference := math.Abs(got-want) / max(1, math.Abs(want))
		if relative && math.Abs(want) > 1e-12 { // less is 0 but for rounding
			difference = math.Abs(got-want) / math.Abs(want)
		}
		switch {
		case math.IsNaN(got) && math.IsNaN(want):
			continue
		case math.IsNaN(difference):
			difference = math.Inf(1)
		}
		if difference > f.largest {
			f.largest, f.where = difference, fmt.Sprintf("%s (ours %v, R's %v)", key, got, want)
		}
	}
	return f, nil
}
