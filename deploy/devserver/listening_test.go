package main

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const runsOnLinux = runtime.GOOS == "linux"

// listening returns the addresses on which a process accepts connections, as
// the kernel sees them and not as the configuration wishes.
func listening(t *testing.T, pid int) []string {
	t.Helper()
	links, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	must(t, err)
	var sockets []string
	for _, l := range links {
		if target, err := os.Readlink(l); err == nil && strings.HasPrefix(target, "socket:[") {
			sockets = append(sockets, strings.Trim(target, "socket:[]"))
		}
	}
	var found []string
	for _, table := range []string{"tcp", "tcp6"} {
		content, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		must(t, err)
		for _, line := range strings.Split(string(content), "\n") {
			// sl, local address, remote address, state (0A is LISTEN), ..., inode
			f := strings.Fields(line)
			if len(f) > 9 && f[3] == "0A" && slices.Contains(sockets, f[9]) {
				found = append(found, kernelAddress(t, f[1]))
			}
		}
	}
	if len(found) < 5 {
		t.Fatalf("found only %v: this test looks in the wrong place", found)
	}
	return found
}

// kernelAddress reads "0100007F:1C41": the address in host byte order (per
// 32 bits), then the port.
func kernelAddress(t *testing.T, s string) string {
	t.Helper()
	addr, port, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(addr)
	must(t, err)
	for i := 0; i < len(raw); i += 4 {
		slices.Reverse(raw[i : i+4])
	}
	return net.IP(raw).String() + ":" + port
}
