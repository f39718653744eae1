package server

import (
	"os"

	"sigs.k8s.io/yaml"

	"dev.seclab/upstream/component"
	"dev.seclab/upstream/pki"
	"dev.seclab/upstream/settings"
)

func (s *server) startKubelet() error {
	config := map[string]any{
		"apiVersion": "kubelet.config.k8s.io/v1beta1",
		"kind":       "KubeletConfiguration",
		// Without it, the kubelet ends over files that only root can write.
		"featureGates": map[string]bool{"KubeletInUserNamespace": true},
		"cgroupDriver": "cgroupfs",
		"failSwapOn":   false,
		"authentication": map[string]any{
			"anonymous": map[string]any{"enabled": false},
			"x509":      map[string]any{"clientCAFile": s.settings.TLS("client-ca.crt")},
			"webhook":   map[string]any{"enabled": true},
		},
		"authorization":            map[string]any{"mode": "Webhook"},
		"tlsCertFile":              s.settings.Agent("serving-kubelet.crt"),
		"tlsPrivateKeyFile":        s.settings.Agent("serving-kubelet.key"),
		"containerRuntimeEndpoint": "unix://" + settings.ContainerdSocket,
		"imageServiceEndpoint":     "unix://" + settings.ContainerdSocket,
		"staticPodPath":            s.settings.Agent("pod-manifests"),
		"volumePluginDir":          s.settings.Agent("volumeplugins"),
		"resolvConf":               "/etc/resolv.conf",
		"clusterDomain":            s.settings.ClusterDomain,
		"healthzBindAddress":       "127.0.0.1",
		"readOnlyPort":             0,
		"protectKernelDefaults":    s.settings.ProtectKernelDefaults,
		"enforceNodeAllocatable":   []string{"pods"},
		"evictionHard":             map[string]string{"nodefs.available": "1%", "imagefs.available": "1%", "memory.available": "50Mi"},
		// For hosts that emulate a processor.
		"runtimeRequestTimeout":     "10m",
		"nodeLeaseDurationSeconds":  200,
		"nodeStatusUpdateFrequency": "20s",
	}
	if s.hasDNS() {
		config["clusterDNS"] = []string{s.settings.ClusterDNS}
	}
	text, err := yaml.Marshal(config)
	if err != nil {
		return err
	}
	path := s.settings.Agent("etc", "kubelet.conf")
	if err := pki.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	dropIns := s.settings.Agent("etc", "kubelet.conf.d")
	for _, folder := range []string{dropIns, s.settings.Agent("pod-manifests"), s.settings.Agent("volumeplugins"), s.settings.Agent("kubelet", "seccomp")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	var a component.Arguments
	a.Add("config", path)
	a.Add("config-dir", dropIns)
	a.Add("kubeconfig", s.settings.Agent("kubelet.kubeconfig"))
	a.Add("root-dir", s.settings.Agent("kubelet"))
	a.Add("hostname-override", s.settings.NodeName)
	a.Add("node-ip", s.nodeIP)
	s.components.Start(component.Component{Name: "kubelet", Arguments: a.Override(s.settings.KubeletArgs)})
	return nil
}

func (s *server) startProxy() {
	var a component.Arguments
	a.Add("kubeconfig", s.settings.Agent("kubeproxy.kubeconfig"))
	a.Add("hostname-override", s.settings.NodeName)
	a.Add("cluster-cidr", s.settings.ClusterCIDR)
	a.Add("proxy-mode", "iptables")
	a.Add("healthz-bind-address", "127.0.0.1:10256")
	a.Add("metrics-bind-address", "127.0.0.1:10249")
	// Limits of connection tracking are the host's, and can't be set in a user namespace.
	a.Add("conntrack-max-per-core", "0")
	a.Add("conntrack-min", "0")
	a.Add("conntrack-tcp-timeout-established", "0s")
	a.Add("conntrack-tcp-timeout-close-wait", "0s")
	s.components.Start(component.Component{Name: "kube-proxy", Arguments: a.Override(s.settings.KubeProxyArgs)})
}
