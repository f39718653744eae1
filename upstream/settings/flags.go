package settings

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// DefaultConfigFile is read when it exists and no other file is named.
const DefaultConfigFile = "/etc/rancher/k3s/config.yaml"

// Flags binds the server's flags to s. The names are those of K3s where it has the same.
func (s *Settings) Flags(flags *pflag.FlagSet) {
	flags.StringP("config", "c", DefaultConfigFile, "load settings from `FILE`; its keys are flag names [$K3S_CONFIG_FILE]")
	flags.BoolVar(&s.Rootless, "rootless", false, "run as an unprivileged user, in namespaces of its own")
	flags.BoolVar(&s.DisableAgent, "disable-agent", false, "run the control plane only, on loopback")
	flags.StringVarP(&s.DataDir, "data-dir", "d", os.Getenv("K3S_DATA_DIR"), "keep all state in `DIR` (default ~/.rancher/k3s)")
	flags.StringVarP(&s.WriteKubeconfig, "write-kubeconfig", "o", os.Getenv("K3S_KUBECONFIG_OUTPUT"), "write the admin's kubeconfig to `FILE` (default ~/.kube/k3s.yaml)")
	flags.StringVar(&s.WriteKubeconfigMode, "write-kubeconfig-mode", environment("K3S_KUBECONFIG_MODE", "0600"), "file mode of the kubeconfig")
	flags.StringVar(&s.BindAddress, "bind-address", "", "address the API listens on (default 0.0.0.0, with --disable-agent 127.0.0.1)")
	flags.IntVar(&s.HTTPSListenPort, "https-listen-port", 6443, "port the API listens on; 0 with --disable-agent takes a free one")
	flags.StringSliceVar(&s.TLSSAN, "tls-san", nil, "add names or addresses to the API's certificate")
	flags.StringVar(&s.ClusterCIDR, "cluster-cidr", "10.42.0.0/16", "network of the pods")
	flags.StringVar(&s.ServiceCIDR, "service-cidr", "10.43.0.0/16", "network of the services")
	flags.StringVar(&s.ClusterDNS, "cluster-dns", "10.43.0.10", "address of the cluster's DNS")
	flags.StringVar(&s.ClusterDomain, "cluster-domain", "cluster.local", "DNS domain of the cluster")
	flags.StringVar(&s.NodeName, "node-name", os.Getenv("K3S_NODE_NAME"), "name of the node (default the host's)")
	flags.StringVar(&s.Snapshotter, "snapshotter", "overlayfs", "containerd's snapshotter: overlayfs or native")
	flags.StringVar(&s.PauseImage, "pause-image", "localhost/seclab/pause:1", "container image of each pod's sandbox")
	flags.BoolVar(&s.ProtectKernelDefaults, "protect-kernel-defaults", false, "fail when kernel tunables differ from the kubelet's defaults")
	flags.BoolVar(&s.SecretsEncryption, "secrets-encryption", false, "encrypt secrets at rest")
	flags.StringVarP(&s.Token, "token", "t", os.Getenv("K3S_TOKEN"), "kept in server/token; nothing joins a single node")
	flags.StringSliceVar(&s.Disable, "disable", nil, "leave out packaged components: coredns, servicelb")
	flags.StringArrayVar(&s.EtcdArgs, "etcd-arg", nil, "override an etcd setting, `name=value`")
	flags.StringArrayVar(&s.APIServerArgs, "kube-apiserver-arg", nil, "override a kube-apiserver flag, `name=value`")
	flags.StringArrayVar(&s.ControllerManagerArgs, "kube-controller-manager-arg", nil, "override a kube-controller-manager flag, `name=value`")
	flags.StringArrayVar(&s.SchedulerArgs, "kube-scheduler-arg", nil, "override a kube-scheduler flag, `name=value`")
	flags.StringArrayVar(&s.KubeletArgs, "kubelet-arg", nil, "override a kubelet flag, `name=value`")
	flags.StringArrayVar(&s.KubeProxyArgs, "kube-proxy-arg", nil, "override a kube-proxy flag, `name=value`")
	flags.SortFlags = false
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// ExplainFlagError says of an unknown flag whether K3s has it.
func ExplainFlagError(err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if unknown && slices.Contains(onlyInK3s, name) {
		return fmt.Errorf("--%s is a flag of K3s that seclab-k8s does not support", name)
	}
	return err
}

// onlyInK3s names the flags of `k3s server` that mean something there and nothing here.
// Source: https://docs.k3s.io/cli/server
var onlyInK3s = []string{
	"debug", "v", "vmodule", "log", "alsologtostderr",
	"advertise-address", "advertise-port", "tls-san-security", "service-node-port-range",
	"flannel-backend", "flannel-ipv6-masq", "flannel-external-ip", "flannel-iface", "flannel-conf", "flannel-cni-conf",
	"egress-selector-mode", "servicelb-namespace", "write-kubeconfig-group", "helm-job-image",
	"token-file", "agent-token", "agent-token-file", "server", "cluster-init", "cluster-reset",
	"cluster-reset-restore-path", "kube-cloud-controller-manager-arg", "kine-tls",
	"datastore-endpoint", "datastore-cafile", "datastore-certfile", "datastore-keyfile",
	"etcd-expose-metrics", "etcd-disable-snapshots", "etcd-snapshot-name", "etcd-snapshot-schedule-cron",
	"etcd-snapshot-retention", "etcd-snapshot-dir", "etcd-snapshot-compress", "etcd-s3", "etcd-s3-endpoint",
	"etcd-s3-endpoint-ca", "etcd-s3-skip-ssl-verify", "etcd-s3-access-key", "etcd-s3-secret-key",
	"etcd-s3-bucket", "etcd-s3-region", "etcd-s3-folder", "etcd-s3-timeout", "etcd-s3-insecure",
	"etcd-s3-proxy", "etcd-s3-config-secret", "etcd-s3-session-token",
	"default-local-storage-path", "disable-scheduler", "disable-cloud-controller", "disable-kube-proxy",
	"disable-network-policy", "disable-helm-controller", "disable-apiserver", "disable-controller-manager",
	"disable-etcd", "embedded-registry", "supervisor-metrics", "with-node-id", "node-label", "node-taint",
	"image-credential-provider-bin-dir", "image-credential-provider-config", "docker",
	"container-runtime-endpoint", "image-service-endpoint", "default-runtime", "disable-default-registry-endpoint",
	"nonroot-devices", "private-registry", "system-default-registry", "airgap-extra-registry", "node-ip",
	"node-external-ip", "node-internal-dns", "node-external-dns", "resolv-conf", "vpn-auth", "vpn-auth-file",
	"secrets-encryption-provider", "enable-pprof", "prefer-bundled-bin", "selinux", "lb-server-port", "agent",
}
