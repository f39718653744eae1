package pki

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dev.seclab/upstream/settings"
)

func cluster(t *testing.T) *settings.Settings {
	t.Helper()
	return &settings.Settings{
		DataDir: t.TempDir(), NodeName: "node", ServiceCIDR: "10.43.0.0/16", ClusterDomain: "cluster.local",
		BindAddress: "0.0.0.0", TLSSAN: []string{"lab.example", "192.0.2.7"},
	}
}

func TestEveryCertificateIsSignedByItsAuthority(t *testing.T) {
	s := cluster(t)
	if _, err := Create(s, "10.41.0.100"); err != nil {
		t.Fatal(err)
	}
	for leaf, authority := range map[string]string{
		s.TLS("client-admin"):           "client-ca",
		s.TLS("client-kube-apiserver"):  "client-ca",
		s.Agent("client-kubelet"):       "client-ca",
		s.Agent("serving-kubelet"):      "server-ca",
		s.TLS("serving-kube-apiserver"): "server-ca",
		s.TLS("client-auth-proxy"):      "request-header-ca",
	} {
		certificate, _, err := load(leaf)
		if err != nil {
			t.Fatal(err)
		}
		root, _, err := load(s.TLS(authority))
		if err != nil {
			t.Fatal(err)
		}
		pool := x509.NewCertPool()
		pool.AddCert(root)
		if _, err := certificate.Verify(x509.VerifyOptions{Roots: pool, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
			t.Errorf("%s: %v", leaf, err)
		}
		if _, err := tls.LoadX509KeyPair(leaf+".crt", leaf+".key"); err != nil {
			t.Errorf("%s: %v", leaf, err)
		}
		if left := time.Until(certificate.NotAfter); left < 9*365*24*time.Hour {
			t.Errorf("%s: valid for %s only", leaf, left)
		}
		if info, _ := os.Stat(leaf + ".key"); info.Mode().Perm() != 0o600 {
			t.Errorf("%s.key: mode %o", leaf, info.Mode().Perm())
		}
	}
}

func TestTheAPIsCertificateNamesAllItIsReachedBy(t *testing.T) {
	s := cluster(t)
	if _, err := Create(s, "10.41.0.100"); err != nil {
		t.Fatal(err)
	}
	certificate, _, err := load(s.TLS("serving-kube-apiserver"))
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "10.41.0.100", "10.43.0.1", "kubernetes.default.svc", "lab.example", "192.0.2.7"} {
		if err := certificate.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
}

func TestASecondStartKeepsKeysAndANewNameMakesANewCertificate(t *testing.T) {
	s := cluster(t)
	if _, err := Create(s, "10.41.0.100"); err != nil {
		t.Fatal(err)
	}
	read := func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	authority, admin, api := read(s.TLS("server-ca.crt")), read(s.TLS("client-admin.crt")), read(s.TLS("serving-kube-apiserver.crt"))
	s.TLSSAN = append(s.TLSSAN, "another.example")
	if _, err := Create(s, "10.41.0.100"); err != nil {
		t.Fatal(err)
	}
	if read(s.TLS("server-ca.crt")) != authority || read(s.TLS("client-admin.crt")) != admin {
		t.Error("what was good was replaced")
	}
	if read(s.TLS("serving-kube-apiserver.crt")) == api {
		t.Error("the new name is missing")
	}
}

func TestAKubeconfigIsNamedLikeThatOfK3s(t *testing.T) {
	s := cluster(t)
	created, err := Create(s, "")
	if err != nil {
		t.Fatal(err)
	}
	text, err := Kubeconfig("https://127.0.0.1:6443", created.Server.File, s.TLS("client-admin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"server: https://127.0.0.1:6443", "current-context: default", "  name: default", "    user: default"} {
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("no line %q in:\n%s", line, text)
		}
	}
}

func TestTheEncryptionKeyIsMadeOnceAndHas32Bytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "encryption-config.json")
	if err := EncryptionFile(path); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := EncryptionFile(path); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.ReadFile(path); string(second) != string(first) {
		t.Error("the key was replaced: what it encrypted is lost")
	}
	var encryption Encryption
	if err := json.Unmarshal(first, &encryption); err != nil {
		t.Fatal(err)
	}
	if secret := encryption.Resources[0].Providers[0].AESCBC.Keys[0].Secret; len(secret) != 44 {
		t.Errorf("the secret is %d characters of base64", len(secret))
	}
}
