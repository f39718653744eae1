package server

import (
	"strconv"

	"dev.seclab/upstream/component"
)

func (s *server) startAPIServer() {
	tls := s.settings.TLS
	var a component.Arguments
	a.Add("etcd-servers", "unix://"+s.etcdSocket())
	a.Add("bind-address", s.settings.BindAddress)
	a.Add("secure-port", strconv.Itoa(s.settings.HTTPSListenPort))
	if s.nodeIP != "" {
		a.Add("advertise-address", s.nodeIP)
	} else {
		a.Add("advertise-address", s.settings.BindAddress)
		// Nothing could use the endpoint of the service `kubernetes`, and loopback is not allowed there.
		a.Add("endpoint-reconciler-type", "none")
	}
	a.Add("service-cluster-ip-range", s.settings.ServiceCIDR)
	a.Add("client-ca-file", tls("client-ca.crt"))
	a.Add("tls-cert-file", tls("serving-kube-apiserver.crt"))
	a.Add("tls-private-key-file", tls("serving-kube-apiserver.key"))
	issuer := "https://kubernetes.default.svc." + s.settings.ClusterDomain
	a.Add("service-account-issuer", issuer)
	a.Add("api-audiences", issuer+",k3s")
	a.Add("service-account-key-file", tls("service.key"))
	a.Add("service-account-signing-key-file", tls("service.key"))
	a.Add("authorization-mode", "Node,RBAC")
	a.Add("anonymous-auth", "false")
	a.Add("enable-admission-plugins", "NodeRestriction")
	// Or privileged pods are refused before Pod Security admission can say why.
	a.Add("allow-privileged", "true")
	a.Add("kubelet-client-certificate", tls("client-kube-apiserver.crt"))
	a.Add("kubelet-client-key", tls("client-kube-apiserver.key"))
	a.Add("kubelet-certificate-authority", tls("server-ca.crt"))
	a.Add("kubelet-preferred-address-types", "InternalIP")
	a.Add("proxy-client-cert-file", tls("client-auth-proxy.crt"))
	a.Add("proxy-client-key-file", tls("client-auth-proxy.key"))
	a.Add("requestheader-client-ca-file", tls("request-header-ca.crt"))
	a.Add("requestheader-allowed-names", "system:auth-proxy")
	a.Add("requestheader-username-headers", "X-Remote-User")
	a.Add("requestheader-group-headers", "X-Remote-Group")
	a.Add("requestheader-extra-headers-prefix", "X-Remote-Extra-")
	a.Add("profiling", "false")
	// For hosts that emulate a processor.
	a.Add("request-timeout", "5m")
	if s.settings.SecretsEncryption {
		a.Add("encryption-provider-config", s.settings.EncryptionConfig())
		a.Add("encryption-provider-config-automatic-reload", "true")
	}
	s.components.Start(component.Component{Name: "kube-apiserver", Arguments: a.Override(s.settings.APIServerArgs)})
}

func (s *server) startControllerManager() {
	tls := s.settings.TLS
	var a component.Arguments
	s.addControllerAccess(&a, s.settings.Credential("controller.kubeconfig"))
	a.Add("use-service-account-credentials", "true")
	a.Add("service-account-private-key-file", tls("service.key"))
	a.Add("root-ca-file", tls("server-ca.crt"))
	for signer, authority := range map[string]string{
		"kube-apiserver-client": "client", "kubelet-client": "client", "kubelet-serving": "server", "legacy-unknown": "server",
	} {
		a.Add("cluster-signing-"+signer+"-cert-file", tls(authority+"-ca.crt"))
		a.Add("cluster-signing-"+signer+"-key-file", tls(authority+"-ca.key"))
	}
	a.Add("cluster-cidr", s.settings.ClusterCIDR)
	a.Add("allocate-node-cidrs", "true")
	a.Add("service-cluster-ip-range", s.settings.ServiceCIDR)
	// A slow host reports late: don't evict its pods for that.
	a.Add("node-monitor-grace-period", "200s")
	s.components.Start(component.Component{
		Name: "kube-controller-manager", Arguments: a.Override(s.settings.ControllerManagerArgs),
	})
}

func (s *server) startScheduler() {
	var a component.Arguments
	s.addControllerAccess(&a, s.settings.Credential("scheduler.kubeconfig"))
	s.components.Start(component.Component{Name: "kube-scheduler", Arguments: a.Override(s.settings.SchedulerArgs)})
}

func (s *server) addControllerAccess(a *component.Arguments, kubeconfig string) {
	a.Add("kubeconfig", kubeconfig)
	a.Add("authentication-kubeconfig", kubeconfig)
	a.Add("authorization-kubeconfig", kubeconfig)
	a.Add("leader-elect", "false")
	a.Add("bind-address", "127.0.0.1")
	a.Add("profiling", "false")
	if s.settings.DisableAgent {
		// In the host's network the usual ports may belong to somebody else: don't serve.
		a.Add("secure-port", "0")
	}
}
