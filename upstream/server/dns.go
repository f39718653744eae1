package server

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"dev.seclab/upstream/component"
)

// dnsPort is free of what a LoadBalancer service for DNS would take.
const dnsPort = 10053

//go:embed Corefile
var corefile string

//go:embed coredns.yaml
var dnsManifest string

// dnsProgram is seclab-coredns beside this program, or empty.
func dnsProgram() string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	program := filepath.Join(filepath.Dir(self), "seclab-coredns")
	if info, err := os.Stat(program); err != nil || info.Mode()&0o111 == 0 {
		return ""
	}
	return program
}

func (s *server) hasDNS() bool { return s.settings.Enabled("coredns") && dnsProgram() != "" }

// startDNS runs CoreDNS beside the kubelet, not as a pod: it needs no container image that way. The manifest makes
// the service with the cluster's DNS address, and an endpoint slice that leads to this process.
func (s *server) startDNS() error {
	manifest := filepath.Join(s.settings.Manifests(), "coredns.yaml")
	if !s.hasDNS() {
		if s.settings.Enabled("coredns") {
			component.Log("no cluster DNS: there is no program seclab-coredns beside this one")
		}
		return os.RemoveAll(manifest)
	}
	// Inside, resolv.conf names slirp4netns, which asks the host's name server.
	values := map[string]any{
		"Domain": s.settings.ClusterDomain, "Node": s.nodeIP, "Port": dnsPort, "Service": s.settings.ClusterDNS,
		"Kubeconfig": s.settings.Agent("coredns.kubeconfig"),
	}
	path := s.settings.Agent("etc", "coredns", "Corefile")
	for file, text := range map[string]string{path: corefile, manifest: dnsManifest} {
		parsed, err := template.New(filepath.Base(file)).Parse(strings.TrimSpace(text) + "\n")
		if err != nil {
			return err
		}
		if err := render(file, parsed, values); err != nil {
			return err
		}
	}
	s.components.Start(component.Component{
		Name: "coredns", Program: dnsProgram(), Arguments: component.Arguments{"-conf", path},
	})
	return nil
}
