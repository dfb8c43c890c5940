// Package deptest holds the rules of which room may import which, as tests. The
// table is that of the design: each rule says why it exists.
package deptest
