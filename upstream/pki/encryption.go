package pki

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// Encryption is the part of an EncryptionConfiguration that is made and read here.
// Source: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
type Encryption struct {
	Kind       string               `json:"kind"`
	APIVersion string               `json:"apiVersion"`
	Resources  []EncryptedResources `json:"resources"`
}

// EncryptedResources are kinds and the providers that read them; the first one writes.
type EncryptedResources struct {
	Resources []string   `json:"resources"`
	Providers []Provider `json:"providers"`
}

// Provider is one way to store a value; exactly one field is set.
type Provider struct {
	AESCBC    *Keys     `json:"aescbc,omitempty"`
	Secretbox *Keys     `json:"secretbox,omitempty"`
	AESGCM    *Keys     `json:"aesgcm,omitempty"`
	Identity  *struct{} `json:"identity,omitempty"`
}

// Keys of a provider; the first one writes.
type Keys struct {
	Keys []Key `json:"keys"`
}

// Key is a name and 32 bytes in base64.
type Key struct {
	Name   string `json:"name"`
	Secret string `json:"secret,omitempty"`
}

// EncryptionFile makes the file with one fresh AES-CBC key, as K3s does, unless it exists.
func EncryptionFile(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return err
	}
	key := Key{Name: "aescbckey", Secret: base64.StdEncoding.EncodeToString(secret)}
	text, err := json.Marshal(Encryption{
		Kind:       "EncryptionConfiguration",
		APIVersion: "apiserver.config.k8s.io/v1",
		Resources: []EncryptedResources{{
			Resources: []string{"secrets"},
			Providers: []Provider{{AESCBC: &Keys{Keys: []Key{key}}}, {Identity: &struct{}{}}},
		}},
	})
	if err != nil {
		return err
	}
	return WriteFile(path, text, 0o600)
}
