// Package server brings up a node, or a control plane alone, from components and keeps it up until it is told to end.
package server

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"dev.seclab/upstream/component"
	"dev.seclab/upstream/loadbalancer/controller"
	"dev.seclab/upstream/manifest"
	"dev.seclab/upstream/pki"
	"dev.seclab/upstream/rootless"
	"dev.seclab/upstream/settings"
)

// server is what the steps share.
type server struct {
	settings   *settings.Settings
	components *component.Supervisor
	api        *api
	// nodeIP is empty for a control plane alone.
	nodeIP   string
	appArmor bool
}

// Run starts everything and returns when asked to end (nil) or when a component can't be kept running.
func Run(s *settings.Settings) error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	server := &server{settings: s, components: component.NewSupervisor(ctx)}
	// SIGTERM is answered at any point of the start, also while it waits for something.
	started := make(chan error, 1)
	go func() { started <- server.start(ctx) }()
	var err error
	for running := true; running; {
		select {
		case err = <-started:
			running, started = err == nil, nil
		case err = <-server.components.Failed():
			running = false
		case <-ctx.Done():
			component.Log("stopping")
			running = false
		}
	}
	if ctx.Err() != nil {
		// What failed because of the end is no failure.
		err = nil
	}
	cancel()
	server.components.Stop()
	component.Log("stopped")
	return err
}

func (s *server) start(ctx context.Context) error {
	// Files of the cluster are for this user alone.
	syscall.Umask(0o077)
	for _, folder := range []string{"server/tls", "server/cred", "server/db", "server/manifests", "agent"} {
		if err := os.MkdirAll(filepath.Join(s.settings.DataDir, folder), 0o700); err != nil {
			return err
		}
	}
	if !s.settings.DisableAgent {
		if err := s.prepareNode(); err != nil {
			return err
		}
	}
	if s.settings.HTTPSListenPort == 0 {
		port, err := freePort()
		if err != nil {
			return err
		}
		s.settings.HTTPSListenPort = port
	}
	if err := s.writeCredentials(); err != nil {
		return err
	}
	if err := s.startEtcd(); err != nil {
		return err
	}
	imported := make(chan error, 1)
	if !s.settings.DisableAgent {
		if err := s.startContainerd(); err != nil {
			return err
		}
		go func() { imported <- s.importImages(ctx) }()
	}
	var err error
	if s.api, err = newAPI(s.settings); err != nil {
		return err
	}
	s.startAPIServer()
	if err := s.api.waitFor(ctx, "/livez/ping"); err != nil {
		return err
	}
	if !s.settings.DisableAgent {
		if err := <-imported; err != nil {
			return err
		}
		if err := s.startKubelet(); err != nil {
			return err
		}
	}
	// Before the API server has made its bootstrap roles, these would end at once.
	if err := s.api.waitFor(ctx, "/readyz"); err != nil {
		return err
	}
	component.Log("the API is ready at %s", s.api.address)
	s.startControllerManager()
	s.startScheduler()
	if !s.settings.DisableAgent {
		s.startProxy()
		if err := s.startDNS(); err != nil {
			return err
		}
		go s.reportNode(ctx)
		if s.settings.Enabled("servicelb") {
			go controller.Run(ctx, controller.Options{
				Kubeconfig: s.settings.Credential("admin.kubeconfig"),
				Socket:     rootless.APISocket(s.settings),
				NodeIP:     s.nodeIP,
				APIPort:    s.settings.HTTPSListenPort,
				Log:        component.Log,
			})
		}
	}
	go manifest.Watch(ctx, manifest.Options{
		Folder:     s.settings.Manifests(),
		Kubeconfig: s.settings.Credential("admin.kubeconfig"),
		Log:        component.Log,
	})
	component.Log("k3s is up and running (seclab-k8s: upstream Kubernetes, not K3s)")
	return nil
}

// prepareNode makes the namespaces look as the node's components want them.
func (s *server) prepareNode() error {
	if err := rootless.MountNode(s.settings); err != nil {
		return err
	}
	if err := rootless.MountAppArmor(); err != nil {
		component.Log("pods run without AppArmor: %v", err)
	} else {
		component.Log("pods can be confined by AppArmor")
		s.appArmor = true
	}
	nodeIP, err := rootless.NodeIP()
	if err != nil {
		return err
	}
	s.nodeIP = nodeIP
	component.Log("the node's address is %s", nodeIP)
	return s.setSysctls()
}

func (s *server) writeCredentials() error {
	cluster, err := pki.Create(s.settings, s.nodeIP)
	if err != nil {
		return err
	}
	if s.settings.SecretsEncryption {
		if err := pki.EncryptionFile(s.settings.EncryptionConfig()); err != nil {
			return err
		}
	}
	if err := writeToken(s.settings, cluster.Server.File); err != nil {
		return err
	}
	address := fmt.Sprintf("https://%s:%d", loopback(s.settings), s.settings.HTTPSListenPort)
	mode, err := s.settings.KubeconfigMode()
	if err != nil {
		return err
	}
	tls := s.settings.TLS
	files := []struct {
		path, leaf string
		mode       os.FileMode
	}{
		{s.settings.WriteKubeconfig, tls("client-admin"), mode},
		{s.settings.Credential("admin.kubeconfig"), tls("client-admin"), 0o600},
		{s.settings.Credential("controller.kubeconfig"), tls("client-controller"), 0o600},
		{s.settings.Credential("scheduler.kubeconfig"), tls("client-scheduler"), 0o600},
	}
	if !s.settings.DisableAgent {
		for name, leaf := range map[string]string{
			"kubelet.kubeconfig":   s.settings.Agent("client-kubelet"),
			"kubeproxy.kubeconfig": tls("client-kube-proxy"),
			"coredns.kubeconfig":   tls("client-coredns"),
		} {
			files = append(files, struct {
				path, leaf string
				mode       os.FileMode
			}{s.settings.Agent(name), leaf, 0o600})
		}
	}
	for _, file := range files {
		content, err := pki.Kubeconfig(address, cluster.Server.File, file.leaf)
		if err != nil {
			return err
		}
		if err := pki.WriteFile(file.path, content, file.mode); err != nil {
			return err
		}
	}
	component.Log("wrote kubeconfig %s", s.settings.WriteKubeconfig)
	return nil
}
