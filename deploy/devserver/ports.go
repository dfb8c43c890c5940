package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// loopback is the only address this process ever listens on. It is written as
// a number on purpose: the name "localhost", and the server's own notion of it
// (which an environment variable can change), may mean something else.
const loopback = "127.0.0.1"

// ports are the listeners of one server. Only the first three are of interest
// to callers; the others connect Temporal's services with each other.
type ports struct {
	grpc, http, ui            int
	history, matching, worker int

	held []int // file descriptors of the sockets that keep the ports ours
}

// reservePorts decides all ports before anything is started.
//
// Temporal wants port numbers, not open listeners, so between choosing a free
// port and listening on it another process could take it. The gap is closed
// with a socket that is bound but does not listen: as long as it exists the
// kernel gives the port to nobody who asks for "any", while the server, which
// asks for it by number and with SO_REUSEADDR (as Go always does), may have it.
func reservePorts(o *options) (*ports, error) {
	p := &ports{}
	wanted := []struct {
		flag string
		port int
		dest *int
	}{
		{"--port", o.port, &p.grpc},
		{"--http-port", o.httpPort, &p.http},
		{"--ui-port", o.uiPort, &p.ui},
		{"", 0, &p.history},
		{"", 0, &p.matching},
		{"", 0, &p.worker},
	}
	for _, w := range wanted {
		if w.flag == "--ui-port" && o.headless {
			continue
		}
		port, err := p.hold(w.port)
		if err != nil {
			p.release()
			return nil, portError(w.flag, w.port, err)
		}
		*w.dest = port
	}
	return p, nil
}

// hold binds a port without listening on it and returns its number.
func (p *ports) hold(port int) (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	syscall.CloseOnExec(fd)
	p.held = append(p.held, fd)
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return 0, os.NewSyscallError("setsockopt", err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, os.NewSyscallError("bind", err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		return 0, os.NewSyscallError("getsockname", err)
	}
	return name.(*syscall.SockaddrInet4).Port, nil
}

// handOver is called right before the server starts to listen. Systems other
// than Linux refuse a second socket on a bound port, so there the reservation
// ends here and a tiny gap remains.
func (p *ports) handOver() {
	if runtime.GOOS != "linux" {
		p.release()
	}
}

// release closes the reservations; listeners opened meanwhile are not affected.
func (p *ports) release() {
	for _, fd := range p.held {
		_ = syscall.Close(fd) // nothing was written, so nothing can be lost
	}
	p.held = nil
}

func portError(flag string, port int, err error) error {
	switch {
	case flag == "" || port == 0:
		return fmt.Errorf("no free port on %s: %w", loopback, err)
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %d is in use; choose another with %s", port, flag)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("port %d needs privileges this process does not have; choose one above 1023 with %s", port, flag)
	default:
		return fmt.Errorf("port %d cannot be used (%w); choose another with %s", port, err, flag)
	}
}

func hostPort(port int) string {
	return net.JoinHostPort(loopback, strconv.Itoa(port))
}
