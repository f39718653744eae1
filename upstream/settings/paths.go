package settings

import "path/filepath"

// ContainerdSocket is where containerd listens, seen from within the node's namespaces.
const ContainerdSocket = "/run/k3s/containerd/containerd.sock"

// TLS is a file below server/tls.
func (s *Settings) TLS(name string) string { return filepath.Join(s.DataDir, "server", "tls", name) }

// Credential is a file below server/cred.
func (s *Settings) Credential(name string) string {
	return filepath.Join(s.DataDir, "server", "cred", name)
}

// Database is a path below server/db.
func (s *Settings) Database(name string) string {
	return filepath.Join(s.DataDir, "server", "db", name)
}

// Agent is a path below agent.
func (s *Settings) Agent(elements ...string) string {
	return filepath.Join(append([]string{s.DataDir, "agent"}, elements...)...)
}

// Manifests is the folder whose YAML files are applied.
func (s *Settings) Manifests() string { return filepath.Join(s.DataDir, "server", "manifests") }

// EncryptionConfig is the API server's encryption configuration.
func (s *Settings) EncryptionConfig() string { return s.Credential("encryption-config.json") }

// RootlessState is rootlesskit's folder: child_pid and api.sock.
func (s *Settings) RootlessState() string { return filepath.Join(s.DataDir, "rootless") }
