package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"dev.seclab/upstream/pki"
	"dev.seclab/upstream/settings"
)

// writeToken keeps a token where K3s does, in its form: K10, the authority's hash, user and password.
// Nothing accepts it: there is one node only.
func writeToken(s *settings.Settings, authorityFile string) error {
	path := filepath.Join(s.DataDir, "server", "token")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) && s.Token == "" {
		return err
	}
	password := s.Token
	if password == "" {
		password = rand.Text()
	}
	authority, err := os.ReadFile(authorityFile)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(authority)
	return pki.WriteFile(path, []byte("K10"+hex.EncodeToString(hash[:])+"::server:"+password+"\n"), 0o600)
}
