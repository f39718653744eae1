// Package loadbalancer decides which ports of the host lead to services of type LoadBalancer. It has no I/O.
package loadbalancer

import (
	"cmp"
	"slices"
	"strings"
)

// privileged ports can't be opened by the lab user, so that they are moved up by offset, as K3s does.
// Source: https://docs.k3s.io/advanced#advanced-rootless-configuration
const (
	privileged = 1024
	offset     = 10000
)

// Forward is one port of the host and where it leads to inside.
type Forward struct {
	Protocol string
	Host     int
	Inside   int
}

// Port of a service.
type Port struct {
	// Protocol as the API writes it: TCP, UDP, SCTP.
	Protocol string
	Port     int
	// NodePort is 0 if there is none.
	NodePort int
}

// HostPort is the port of the host for a port inside.
func HostPort(port int) int {
	if port <= privileged {
		return port + offset
	}
	return port
}

// Forwards lists what a service's ports need. Rootlesskit knows no SCTP.
func Forwards(ports []Port) []Forward {
	var forwards []Forward
	for _, port := range ports {
		protocol := strings.ToLower(port.Protocol)
		if protocol != "tcp" && protocol != "udp" {
			continue
		}
		for _, inside := range []int{port.Port, port.NodePort} {
			if inside != 0 {
				forwards = append(forwards, Forward{protocol, HostPort(inside), inside})
			}
		}
	}
	return forwards
}

// Changes tells what to open and what to close to come from the present forwards to the wanted ones.
func Changes(present, wanted []Forward) (open, shut []Forward) {
	for _, forward := range wanted {
		if !slices.Contains(present, forward) && !slices.Contains(open, forward) {
			open = append(open, forward)
		}
	}
	for _, forward := range present {
		if !slices.Contains(wanted, forward) {
			shut = append(shut, forward)
		}
	}
	slices.SortFunc(open, compare)
	slices.SortFunc(shut, compare)
	return open, shut
}

// Taken tells whether a service wants a port that the node itself serves.
func Taken(ports []Port, node []int) (port int, taken bool) {
	for _, wanted := range ports {
		if wanted.Protocol == "TCP" && slices.Contains(node, wanted.Port) {
			return wanted.Port, true
		}
	}
	return 0, false
}

func compare(a, b Forward) int {
	return cmp.Or(cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.Host, b.Host))
}
