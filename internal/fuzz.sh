#!/bin/sh
# Runs every fuzz target of the module, one after the other, and stops at the
# first that fails. A target without seeds in the repository fails too: its
# corpus would begin from nothing on every machine.
set -eu
GO=${GO:-go} FUZZTIME=${FUZZTIME:-30s}
targets=0 seeds=0
for folder in $(grep -rl --include='*_test.go' '^func Fuzz' . | xargs -n 1 dirname | sort -u); do
	for target in $(grep -h '^func Fuzz' "$folder"/*_test.go | sed 's/^func \(Fuzz[A-Za-z0-9_]*\).*/\1/'); do
		found=$(find "$folder/testdata/fuzz/$target" -type f 2>/dev/null | wc -l)
		[ "$found" -gt 0 ] || { echo "$folder: $target has no seeds in testdata/fuzz/$target" >&2; exit 1; }
		echo "== $folder $target, $found seeds, $FUZZTIME"
		"$GO" test "$folder" -run '^$' -fuzz "^$target\$" -fuzztime "$FUZZTIME" -fuzzminimizetime 2s
		targets=$((targets + 1)) seeds=$((seeds + found))
	done
done
[ "$targets" -gt 0 ] || { echo "no fuzz targets were found" >&2; exit 1; }
echo "$targets fuzz targets ran for $FUZZTIME each, $seeds seeds in the repository"
