// Package settings turns the command line, the environment and the configuration file into one value.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Snapshotters that containerd can use in a user namespace without another program.
var snapshotters = []string{"overlayfs", "native"}

// Components that K3s packages. All may be named in --disable; those marked true exist here.
var disableable = map[string]bool{
	"coredns":        true,
	"servicelb":      true,
	"traefik":        false,
	"local-storage":  false,
	"metrics-server": false,
	"network-policy": false,
}

// Settings is what a server runs with, complete after Resolve.
type Settings struct {
	Rootless     bool
	DisableAgent bool
	DataDir      string

	WriteKubeconfig     string
	WriteKubeconfigMode string

	BindAddress     string
	HTTPSListenPort int
	TLSSAN          []string

	ClusterCIDR   string
	ServiceCIDR   string
	ClusterDNS    string
	ClusterDomain string

	NodeName              string
	Snapshotter           string
	PauseImage            string
	ProtectKernelDefaults bool
	SecretsEncryption     bool
	Token                 string
	Disable               []string

	EtcdArgs              []string
	APIServerArgs         []string
	ControllerManagerArgs []string
	SchedulerArgs         []string
	KubeletArgs           []string
	KubeProxyArgs         []string
}

// Resolve fills in what depends on other settings or on the user, and refuses what can't work.
func (s *Settings) Resolve(home, hostname string, root bool) error {
	if !s.Rootless && !s.DisableAgent {
		return errors.New("a server that is not rootless is not supported: add --rootless, or --disable-agent for a control plane only")
	}
	if s.Rootless && s.DisableAgent {
		return errors.New("--rootless and --disable-agent exclude each other: a control plane alone needs no namespaces")
	}
	if s.DataDir == "" {
		s.DataDir = "/var/lib/rancher/k3s"
		if s.Rootless || !root {
			s.DataDir = filepath.Join(home, ".rancher", "k3s")
		}
	}
	if s.WriteKubeconfig == "" {
		s.WriteKubeconfig = DefaultKubeconfig(home, root && !s.Rootless)
	}
	for _, path := range []*string{&s.DataDir, &s.WriteKubeconfig} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	if s.NodeName == "" {
		s.NodeName = strings.ToLower(hostname)
	}
	if s.BindAddress == "" {
		s.BindAddress = "0.0.0.0"
		if s.DisableAgent {
			s.BindAddress = "127.0.0.1"
		}
	}
	return s.check()
}

func (s *Settings) check() error {
	if _, err := s.KubeconfigMode(); err != nil {
		return err
	}
	if _, err := netip.ParseAddr(s.BindAddress); err != nil {
		return fmt.Errorf("--bind-address: %w", err)
	}
	if s.HTTPSListenPort < 0 || s.HTTPSListenPort > 65535 {
		return fmt.Errorf("--https-listen-port: %d is not a port", s.HTTPSListenPort)
	}
	if s.Rootless && s.HTTPSListenPort < 1024 {
		return fmt.Errorf("--https-listen-port: %d can't be published by an unprivileged user", s.HTTPSListenPort)
	}
	for flag, text := range map[string]string{"--cluster-cidr": s.ClusterCIDR, "--service-cidr": s.ServiceCIDR} {
		if prefix, err := netip.ParsePrefix(text); err != nil || !prefix.Addr().Is4() {
			return fmt.Errorf("%s: %q is not an IPv4 network", flag, text)
		}
	}
	dns, err := netip.ParseAddr(s.ClusterDNS)
	if err != nil || !netip.MustParsePrefix(s.ServiceCIDR).Contains(dns) {
		return fmt.Errorf("--cluster-dns: %q is not an address of --service-cidr %s", s.ClusterDNS, s.ServiceCIDR)
	}
	if s.Snapshotter == "fuse-overlayfs" {
		return errors.New("--snapshotter: fuse-overlayfs needs containerd's proxy plugin, which the distribution does not package: use overlayfs (kernel 5.11 or newer) or native")
	}
	if !slices.Contains(snapshotters, s.Snapshotter) {
		return fmt.Errorf("--snapshotter: %q is not one of overlayfs, native", s.Snapshotter)
	}
	for _, name := range s.Disable {
		if _, known := disableable[name]; !known {
			return fmt.Errorf("--disable: %q is not a packaged component", name)
		}
	}
	return nil
}

// Enabled tells whether a packaged component exists here and is not disabled.
func (s *Settings) Enabled(name string) bool {
	return disableable[name] && !slices.Contains(s.Disable, name)
}

// KubeconfigMode is the file mode of the written kubeconfig, which the user gives in octal.
func (s *Settings) KubeconfigMode() (os.FileMode, error) {
	mode, err := strconv.ParseUint(s.WriteKubeconfigMode, 8, 9)
	if err != nil {
		return 0, fmt.Errorf("--write-kubeconfig-mode: %q is not an octal file mode", s.WriteKubeconfigMode)
	}
	return os.FileMode(mode), nil
}

// ServiceIP is the address that the service `kubernetes` gets: the first of the service network.
func (s *Settings) ServiceIP() string {
	return netip.MustParsePrefix(s.ServiceCIDR).Masked().Addr().Next().String()
}

// PodCIDR is the node's share of the cluster network, which the controller-manager gives to the only node.
func (s *Settings) PodCIDR() string {
	cluster := netip.MustParsePrefix(s.ClusterCIDR).Masked()
	return netip.PrefixFrom(cluster.Addr(), max(cluster.Bits(), 24)).String()
}

// DefaultKubeconfig is where the admin's kubeconfig goes unless told otherwise.
func DefaultKubeconfig(home string, root bool) string {
	if root {
		return "/etc/rancher/k3s/k3s.yaml"
	}
	return filepath.Join(home, ".kube", "k3s.yaml")
}

// Encode is the value in a form that survives an environment variable.
func (s *Settings) Encode() (string, error) {
	text, err := json.Marshal(s)
	return string(text), err
}

// Decode reads what Encode wrote.
func Decode(text string) (Settings, error) {
	var s Settings
	err := json.Unmarshal([]byte(text), &s)
	return s, err
}
