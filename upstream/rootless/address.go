package rootless

import (
	"fmt"
	"net"
)

// NodeIP is the IPv4 address of the namespace's interface.
func NodeIP() (string, error) {
	link, err := net.InterfaceByName(Interface)
	if err != nil {
		return "", err
	}
	addresses, err := link.Addrs()
	if err != nil {
		return "", err
	}
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.To4() != nil {
			return network.IP.String(), nil
		}
	}
	return "", fmt.Errorf("%s has no IPv4 address", Interface)
}
