// Seclab-coredns is CoreDNS with just the plugins that the server's Corefile names. It is a module of its own: CoreDNS
// wants newer modules than Kubernetes and etcd accept.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"

	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/loop"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/reload"
)

// A query passes the plugins in this order: https://github.com/coredns/coredns/blob/v1.12.4/plugin.cfg
var plugins = []string{
	"bind", "reload", "health", "ready", "errors", "cache", "loadbalance", "hosts", "kubernetes", "loop", "forward",
}

func main() {
	dnsserver.Directives = plugins
	coremain.Run()
}
