package pki

import (
	"encoding/base64"
	"fmt"
	"os"
)

// Kubeconfig renders a kubeconfig with everything inside. Cluster, user and context are all called `default`, as in K3s.
func Kubeconfig(server, authorityFile, leafFile string) ([]byte, error) {
	var encoded [3]string
	for i, path := range []string{authorityFile, leafFile + ".crt", leafFile + ".key"} {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		encoded[i] = base64.StdEncoding.EncodeToString(content)
	}
	return fmt.Appendf(nil, `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: %s
    server: %s
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    client-certificate-data: %s
    client-key-data: %s
`, encoded[0], server, encoded[1], encoded[2]), nil
}
