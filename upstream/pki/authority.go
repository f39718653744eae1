// Package pki makes the cluster's certificates and kubeconfigs, once, and keeps them as files named as in K3s.
package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	validity = 10 * 365 * 24 * time.Hour
	// A virtual machine's clock may be behind when it is restored.
	backdate = 24 * time.Hour
)

// Authority signs certificates.
type Authority struct {
	// File is its certificate's path.
	File        string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Leaf is a certificate to be made: for a client if it has no names, else for a server.
type Leaf struct {
	// File is the path without its ending: .crt and .key are added.
	File         string
	Name         string
	Organization []string
	// Hosts are DNS names and IP addresses.
	Hosts []string
}

// OpenAuthority reads FILE.crt and FILE.key, or makes them.
func OpenAuthority(file, name string) (*Authority, error) {
	if certificate, key, err := load(file); err == nil {
		return &Authority{File: file + ".crt", certificate: certificate, key: key}, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: fmt.Sprintf("%s@%d", name, time.Now().Unix())},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature,
	}
	certificate, key, err := create(file, template, nil)
	if err != nil {
		return nil, err
	}
	return &Authority{File: file + ".crt", certificate: certificate, key: key}, nil
}

// Issue makes a leaf unless its files exist, are this authority's, name all hosts and stay valid for a month.
func (a *Authority) Issue(leaf Leaf) error {
	certificate, _, err := load(leaf.File)
	if err == nil && a.stillGood(certificate, leaf) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: leaf.Name, Organization: leaf.Organization},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	if len(leaf.Hosts) > 0 {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	for _, host := range leaf.Hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	_, _, err = create(leaf.File, template, a)
	return err
}

func (a *Authority) stillGood(certificate *x509.Certificate, leaf Leaf) bool {
	if certificate.CheckSignatureFrom(a.certificate) != nil || time.Until(certificate.NotAfter) < 30*24*time.Hour {
		return false
	}
	if certificate.Subject.CommonName != leaf.Name || !slices.Equal(certificate.Subject.Organization, leaf.Organization) {
		return false
	}
	return !slices.ContainsFunc(leaf.Hosts, func(host string) bool { return certificate.VerifyHostname(host) != nil })
}

func create(file string, template *x509.Certificate, signer *Authority) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, nil, err
	}
	template.NotBefore = time.Now().Add(-backdate)
	template.NotAfter = time.Now().Add(validity)
	parent, parentKey := template, key
	if signer != nil {
		parent, parentKey = signer.certificate, signer.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	if err := writePEM(file+".key", "EC PRIVATE KEY", keyDER, 0o600); err != nil {
		return nil, nil, err
	}
	return certificate, key, writePEM(file+".crt", "CERTIFICATE", der, 0o644)
}

func load(file string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	certificateDER, err := readPEM(file + ".crt")
	if err != nil {
		return nil, nil, err
	}
	keyDER, err := readPEM(file + ".key")
	if err != nil {
		return nil, nil, err
	}
	certificate, err := x509.ParseCertificate(certificateDER)
	if err != nil {
		return nil, nil, fmt.Errorf("%s.crt: %w", file, err)
	}
	key, err := x509.ParseECPrivateKey(keyDER)
	if err != nil {
		return nil, nil, fmt.Errorf("%s.key: %w", file, err)
	}
	return certificate, key, nil
}

func readPEM(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: not PEM", path)
	}
	return block.Bytes, nil
}

func writePEM(path, kind string, der []byte, mode os.FileMode) error {
	return WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), mode)
}

// WriteFile replaces a file whole, so that a reader or a power cut never sees half of it.
func WriteFile(path string, content []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, content, mode); err != nil {
		return err
	}
	if err := os.Chmod(temporary, mode); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
