package server

import (
	"fmt"
	"os"
	"strings"

	"sigs.k8s.io/yaml"

	"dev.seclab/upstream/component"
	"dev.seclab/upstream/pki"
)

// A socket's address has room for 107 bytes: https://man7.org/linux/man-pages/man7/unix.7.html
const longestSocket = 107

func (s *server) etcdSocket() string { return s.settings.Database("etcd.sock") }

// startEtcd listens on sockets only the lab user can open: not even a pod in the host's network reaches the store.
func (s *server) startEtcd() error {
	folder := s.settings.Database("etcd")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	client, peer := s.etcdSocket(), s.settings.Database("peer.sock")
	if len(peer) > longestSocket {
		return fmt.Errorf("--data-dir: the path is too long for a socket (%s)", peer)
	}
	// What is advertised is a name only: a single member has nobody to call, and etcd takes no socket there.
	config := map[string]any{
		"name":                        "default",
		"data-dir":                    folder,
		"listen-client-urls":          "unix://" + client,
		"advertise-client-urls":       "http://localhost:2379",
		"listen-peer-urls":            "unix://" + peer,
		"initial-advertise-peer-urls": "http://localhost:2380",
		"initial-cluster":             "default=http://localhost:2380",
		// On a slow host it would warn about each request.
		"logger":      "zap",
		"log-level":   "error",
		"log-outputs": []string{"stderr"},
		// A single member elects itself: these only keep a slow host from complaining (milliseconds).
		"heartbeat-interval": 1000,
		"election-timeout":   10000,
		// Survives a power cut. A throw-away cluster on a slow disk may say --etcd-arg unsafe-no-fsync=true.
		"unsafe-no-fsync": false,
	}
	for _, argument := range s.settings.EtcdArgs {
		name, text, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			return fmt.Errorf("--etcd-arg %s: %w", argument, err)
		}
		config[name] = value
	}
	text, err := yaml.Marshal(config)
	if err != nil {
		return err
	}
	path := s.settings.Database("etcd/config")
	if err := pki.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	// Left by a server that was killed.
	for _, socket := range []string{client, peer} {
		if err := os.RemoveAll(socket); err != nil {
			return err
		}
	}
	s.components.Start(component.Component{
		Name:      "etcd",
		Arguments: component.Arguments{"--config-file=" + path},
		Last:      true,
	})
	return nil
}
