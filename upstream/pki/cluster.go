package pki

import "dev.seclab/upstream/settings"

// Cluster holds the authorities, by the files K3s keeps them in.
type Cluster struct {
	Client, Server, RequestHeader *Authority
}

// Create makes all that is missing. nodeIP is empty for a control plane without a node.
func Create(s *settings.Settings, nodeIP string) (*Cluster, error) {
	var cluster Cluster
	for name, authority := range map[string]**Authority{
		"client": &cluster.Client, "server": &cluster.Server, "request-header": &cluster.RequestHeader,
	} {
		opened, err := OpenAuthority(s.TLS(name+"-ca"), "k3s-"+name+"-ca")
		if err != nil {
			return nil, err
		}
		*authority = opened
	}
	if err := ServiceAccountKey(s.TLS("service.key")); err != nil {
		return nil, err
	}
	admins := []string{"system:masters"}
	nodes := []string{"system:nodes"}
	node := "system:node:" + s.NodeName
	for _, client := range []Leaf{
		{File: s.TLS("client-admin"), Name: "system:admin", Organization: admins},
		{File: s.TLS("client-controller"), Name: "system:kube-controller-manager"},
		{File: s.TLS("client-scheduler"), Name: "system:kube-scheduler"},
		{File: s.TLS("client-kube-apiserver"), Name: "system:apiserver", Organization: admins},
		{File: s.TLS("client-kube-proxy"), Name: "system:kube-proxy"},
		{File: s.TLS("client-coredns"), Name: "system:coredns"},
		{File: s.Agent("client-kubelet"), Name: node, Organization: nodes},
	} {
		if err := cluster.Client.Issue(client); err != nil {
			return nil, err
		}
	}
	if err := cluster.RequestHeader.Issue(Leaf{File: s.TLS("client-auth-proxy"), Name: "system:auth-proxy"}); err != nil {
		return nil, err
	}
	hosts := []string{"localhost", "127.0.0.1", s.NodeName}
	if nodeIP != "" {
		hosts = append(hosts, nodeIP)
		kubelet := Leaf{File: s.Agent("serving-kubelet"), Name: s.NodeName, Hosts: hosts}
		if err := cluster.Server.Issue(kubelet); err != nil {
			return nil, err
		}
	}
	hosts = append(hosts, "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc."+s.ClusterDomain, s.ServiceIP())
	if s.BindAddress != "0.0.0.0" {
		hosts = append(hosts, s.BindAddress)
	}
	hosts = append(hosts, s.TLSSAN...)
	return &cluster, cluster.Server.Issue(Leaf{File: s.TLS("serving-kube-apiserver"), Name: "kube-apiserver", Hosts: hosts})
}
