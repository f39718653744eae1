package server

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"time"

	"dev.seclab/upstream/component"
)

// setSysctls of the network namespace, which are its own. br_netfilter's exist only when root loaded the module.
func (s *server) setSysctls() error {
	for _, path := range []string{"/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/bridge/bridge-nf-call-iptables"} {
		err := os.WriteFile(path, []byte("1"), 0)
		if errors.Is(err, fs.ErrNotExist) {
			component.Log("%s is missing: root has to load the module br_netfilter", path)
		} else if err != nil {
			component.Log("can't set %s: %v", path, err)
		}
	}
	return nil
}

// reportNode labels the node as K3s does, which a kubelet may not do itself, and logs when it is Ready.
func (s *server) reportNode(ctx context.Context) {
	path := "/api/v1/nodes/" + s.settings.NodeName
	labels := []byte(`{"metadata":{"labels":{"node-role.kubernetes.io/control-plane":"true","node-role.kubernetes.io/master":"true"}}}`)
	for labelled := false; ctx.Err() == nil; {
		if content, err := s.api.request(ctx, http.MethodGet, path, "", nil); err == nil {
			if !labelled {
				_, err := s.api.request(ctx, http.MethodPatch, path, "application/merge-patch+json", labels)
				labelled = err == nil
			}
			if labelled && isReady(content) {
				component.Log("node %s is Ready", s.settings.NodeName)
				return
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func isReady(content []byte) bool {
	var node struct {
		Status struct {
			Conditions []struct{ Type, Status string }
		}
	}
	if json.Unmarshal(content, &node) != nil {
		return false
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == "Ready" {
			return condition.Status == "True"
		}
	}
	return false
}
