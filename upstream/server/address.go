package server

import (
	"net"

	"dev.seclab/upstream/settings"
)

// loopback is the address by which the server reaches its own API.
func loopback(s *settings.Settings) string {
	if s.BindAddress == "0.0.0.0" {
		return "127.0.0.1"
	}
	return s.BindAddress
}

// freePort asks the kernel for a port of loopback that nobody uses.
func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
