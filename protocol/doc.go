// Package protocol is what parties say to each other and what each side may
// rely on: the five Nexus services with their messages, and every name that
// two sides share: workflow types, updates, queries, signals, search
// attributes, task queues, endpoints and workflow ids.
//
// Both sides of every conversation import it; neither side imports the other.
package protocol
