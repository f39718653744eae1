package settings

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func parse(t *testing.T, arguments ...string) (Settings, error) {
	t.Helper()
	t.Setenv("K3S_CONFIG_FILE", "")
	var s Settings
	flags := pflag.NewFlagSet("server", pflag.ContinueOnError)
	s.Flags(flags)
	merged, err := Arguments(arguments)
	if err != nil {
		return s, err
	}
	if err := flags.Parse(merged); err != nil {
		return s, ExplainFlagError(err)
	}
	return s, s.Resolve("/home/student", "Node", false)
}

func configFileOf(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARootlessServerHasK3sDefaults(t *testing.T) {
	s, err := parse(t, "--rootless")
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]string{
		"data dir":    {s.DataDir, "/home/student/.rancher/k3s"},
		"kubeconfig":  {s.WriteKubeconfig, "/home/student/.kube/k3s.yaml"},
		"mode":        {s.WriteKubeconfigMode, "0600"},
		"pods":        {s.ClusterCIDR, "10.42.0.0/16"},
		"this node's": {s.PodCIDR(), "10.42.0.0/24"},
		"services":    {s.ServiceCIDR, "10.43.0.0/16"},
		"kubernetes":  {s.ServiceIP(), "10.43.0.1"},
		"dns":         {s.ClusterDNS, "10.43.0.10"},
		"node":        {s.NodeName, "node"},
		"snapshotter": {s.Snapshotter, "overlayfs"},
		"bind":        {s.BindAddress, "0.0.0.0"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, not %q", name, pair[0], pair[1])
		}
	}
}

func TestAControlPlaneAloneStaysOnLoopback(t *testing.T) {
	s, err := parse(t, "--disable-agent", "--https-listen-port", "0")
	if err != nil {
		t.Fatal(err)
	}
	if s.BindAddress != "127.0.0.1" {
		t.Errorf("bound to %s", s.BindAddress)
	}
}

func TestTheCommandLineWinsOverTheFileAndListsAreAppended(t *testing.T) {
	path := configFileOf(t, `
write-kubeconfig-mode: "0644"
node-name: from-file
secrets-encryption: true
https-listen-port: 7443
kube-apiserver-arg:
  - audit-log-path=/tmp/audit.log
disable: traefik
`)
	s, err := parse(t, "--rootless", "-c", path, "--node-name=typed", "--kube-apiserver-arg", "audit-log-maxage=30",
		"--disable", "servicelb,coredns")
	if err != nil {
		t.Fatal(err)
	}
	if s.NodeName != "typed" || s.WriteKubeconfigMode != "0644" || !s.SecretsEncryption || s.HTTPSListenPort != 7443 {
		t.Errorf("wrong scalars: %+v", s)
	}
	if want := []string{"audit-log-path=/tmp/audit.log", "audit-log-maxage=30"}; !slices.Equal(s.APIServerArgs, want) {
		t.Errorf("%q, not %q", s.APIServerArgs, want)
	}
	if s.Enabled("servicelb") || s.Enabled("coredns") {
		t.Error("disabled components are enabled")
	}
}

func TestAnArgumentKeepsItsCommas(t *testing.T) {
	s, err := parse(t, "--rootless", "--kube-apiserver-arg=enable-admission-plugins=NodeRestriction,EventRateLimit")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.APIServerArgs) != 1 {
		t.Errorf("split into %q", s.APIServerArgs)
	}
}

func TestWhatCannotWorkIsRefusedByName(t *testing.T) {
	for _, refused := range []struct {
		says      string
		arguments []string
	}{
		{"unknown flag: --nonsense", []string{"--rootless", "--nonsense"}},
		{"--flannel-backend is a flag of K3s that seclab-k8s does not support", []string{"--rootless", "--flannel-backend=none"}},
		{"fuse-overlayfs needs containerd's proxy plugin", []string{"--rootless", "--snapshotter=fuse-overlayfs"}},
		{"not one of overlayfs, native", []string{"--rootless", "--snapshotter=btrfs"}},
		{"exclude each other", []string{"--rootless", "--disable-agent"}},
		{"add --rootless", nil},
		{`"ingress" is not a packaged component`, []string{"--rootless", "--disable=ingress"}},
		{"not an address of --service-cidr", []string{"--rootless", "--cluster-dns=10.0.0.1"}},
		{"not an octal file mode", []string{"--rootless", "--write-kubeconfig-mode=rw"}},
		{"unprivileged user", []string{"--rootless", "--https-listen-port=443"}},
	} {
		_, err := parse(t, refused.arguments...)
		if err == nil || !strings.Contains(err.Error(), refused.says) {
			t.Errorf("%q: %v, not %q", refused.arguments, err, refused.says)
		}
	}
}

func TestAFileThatIsWrongIsNamed(t *testing.T) {
	for text, says := range map[string]string{
		"node-name: a\nnode-name: b":  "already set",
		"node-name: {a: b}":           "neither a scalar",
		"write-kubeconfig-mode: 0644": "put the mode in quotes",
		"nonsense: 1":                 "unknown flag: --nonsense",
	} {
		_, err := parse(t, "--rootless", "--config", configFileOf(t, text))
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, not %q", text, err, says)
		}
	}
}

func TestANamedFileMustExistAndTheDefaultNeedNot(t *testing.T) {
	if _, err := parse(t, "--rootless", "--config=/nonexistent"); err == nil {
		t.Error("a missing file was accepted")
	}
}

func TestSettingsSurviveTheWayIntoTheNamespaces(t *testing.T) {
	s, err := parse(t, "--rootless", "--tls-san=a,b", "--kubelet-arg=v=4")
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := decoded.Encode(); again != text {
		t.Errorf("%s, not %s", again, text)
	}
}
