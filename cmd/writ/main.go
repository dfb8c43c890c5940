// Command writ is the command line of writ: everybody's way into a case. See
// package cli.
package main

import (
	"os"
	_ "time/tzdata" // zones must not depend on the machine

	"writ/cmd/writ/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
