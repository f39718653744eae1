package server

import (
	"errors"
	"os"
	"path/filepath"
	"text/template"

	"dev.seclab/upstream/checkconfig"
	"dev.seclab/upstream/component"
	"dev.seclab/upstream/settings"
)

// The settings that a user namespace needs are those that containerd's own guide to rootless CRI names.
// Source: https://github.com/containerd/containerd/blob/release/1.6/docs/rootless.md
var containerdConfig = template.Must(template.New("config.toml").Parse(`# Written at each start by seclab-k8s.
version = 2
root = {{printf "%q" .Root}}
state = "/run/k3s/containerd"

[grpc]
  address = {{printf "%q" .Socket}}

[plugins."io.containerd.internal.v1.opt"]
  path = {{printf "%q" .Root}}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = {{printf "%q" .PauseImage}}
  disable_apparmor = {{not .AppArmor}}
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true
  restrict_oom_score_adj = true
  disable_tcp_service = true
  stream_idle_timeout = "1h"

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = {{printf "%q" .Plugins}}
  conf_dir = {{printf "%q" .Networks}}

[plugins."io.containerd.grpc.v1.cri".containerd]
  snapshotter = {{printf "%q" .Snapshotter}}
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = false
`))

var networkConfig = template.Must(template.New("network").Parse(`{
  "cniVersion": "1.0.0",
  "name": "seclab",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
      "ipam": {"type": "host-local", "ranges": [[{"subnet": "{{.}}"}]], "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "/var/lib/cni"}
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
`))

func (s *server) startContainerd() error {
	// The start was refused if there were none.
	plugins := checkconfig.Host{Root: "/"}.Plugins()
	networks := s.settings.Agent("etc", "cni", "net.d")
	if err := render(filepath.Join(networks, "10-seclab.conflist"), networkConfig, s.settings.PodCIDR()); err != nil {
		return err
	}
	root := s.settings.Agent("containerd")
	if err := os.MkdirAll(root, 0o711); err != nil {
		return err
	}
	config := s.settings.Agent("etc", "containerd", "config.toml")
	if err := render(config, containerdConfig, map[string]any{
		"Root": root, "Socket": settings.ContainerdSocket, "PauseImage": s.settings.PauseImage, "AppArmor": s.appArmor,
		"Plugins": plugins, "Networks": networks, "Snapshotter": s.settings.Snapshotter,
	}); err != nil {
		return err
	}
	s.components.Start(component.Component{
		Name:      "containerd",
		Program:   "containerd",
		Arguments: component.Arguments{"--config", config},
		LogFile:   filepath.Join(root, "containerd.log"),
		Last:      true,
	})
	return nil
}

func render(path string, text *template.Template, values any) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(text.Execute(file, values), file.Close())
}
