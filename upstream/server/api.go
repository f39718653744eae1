package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"dev.seclab/upstream/settings"
)

// api asks the API server what the start waits for, as admin.
type api struct {
	address string
	client  *http.Client
}

func newAPI(s *settings.Settings) (*api, error) {
	certificate, err := tls.LoadX509KeyPair(s.TLS("client-admin.crt"), s.TLS("client-admin.key"))
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(s.TLS("server-ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return &api{
		address: fmt.Sprintf("https://%s:%d", loopback(s), s.HTTPSListenPort),
		client: &http.Client{
			Timeout:   30 * time.Second,
			Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: []tls.Certificate{certificate}}},
		},
	}, nil
}

// waitFor asks until the answer is a success, or ctx is done.
func (a *api) waitFor(ctx context.Context, path string) error {
	for {
		if _, err := a.request(ctx, http.MethodGet, path, "", nil); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (a *api) request(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, a.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := a.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s", method, path, response.Status)
	}
	return content, err
}
