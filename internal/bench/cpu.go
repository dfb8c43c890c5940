package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"time"
)

// tick is the unit of the times in /proc, the same on every Linux.
const tick = 10 * time.Millisecond

// spent is the processor time of the server and of this process, which runs
// the workers and the deciders. Where there is no /proc both are 0.
type spent struct{ server, self time.Duration }

func (s spent) minus(t spent) spent { return spent{s.server - t.server, s.self - t.self} }

func (s spent) total() time.Duration { return s.server + s.self }

func cpu(serverPID int) spent {
	return spent{server: cpuOf(strconv.Itoa(serverPID)), self: cpuOf("self")}
}

func cpuOf(pid string) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%s/stat", pid))
	if err != nil {
		return 0
	}
	// The second field is the program's name in brackets and may hold anything.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	var ticks time.Duration
	for _, i := range []int{11, 12} { // utime and stime
		if i < len(fields) {
			n, _ := strconv.Atoi(string(fields[i])) // 0 where it is no number
			ticks += time.Duration(n)
		}
	}
	return ticks * tick
}

// quiet waits until the server has finished what a block left it to do, such as
// writing visibility records, but no longer than two seconds.
func quiet(ctx context.Context, serverPID int) {
	const look, longest = 250 * time.Millisecond, 8
	for range longest {
		before := cpu(serverPID)
		select {
		case <-ctx.Done():
			return
		case <-time.After(look):
		}
		if cpu(serverPID).minus(before).total() < look/5 {
			return
		}
	}
}
