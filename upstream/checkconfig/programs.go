package checkconfig

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// PluginFolders are where distributions and upstream put the CNI plugins.
var PluginFolders = []string{"/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"}

// programs and the package of Debian and Ubuntu that brings them.
var programs = []struct {
	name, packaged string
	needed, setuid bool
}{
	{"newuidmap", "uidmap", true, true},
	{"newgidmap", "uidmap", true, true},
	{"slirp4netns", "slirp4netns", true, false},
	{"containerd", "containerd", true, false},
	{"ctr", "containerd", true, false},
	{"runc", "runc", true, false},
	{"iptables", "iptables", true, false},
	{"ip", "iproute2", true, false},
	{"nsenter", "util-linux", false, false},
	{"conntrack", "conntrack", false, false},
}

func (h Host) programs() []Result {
	var results []Result
	for _, program := range programs {
		result := Result{
			Name: "program " + program.name, Needed: program.needed,
			Hint: "as root, install the package " + program.packaged,
		}
		info := h.find(program.name)
		switch {
		case info == nil:
			result.Problem = fmt.Sprintf("%s is not on PATH (%s)", program.name, h.Path)
		// Debian may give it file capabilities instead, which reading the mode can't show: only warn.
		case program.setuid && info.Mode()&os.ModeSetuid == 0:
			result.Needed = false
			result.Problem = program.name + " is not setuid: it works only if it has file capabilities"
			result.Hint = "as root, reinstall the package " + program.packaged
		}
		results = append(results, result)
	}
	return results
}

func (h Host) find(name string) os.FileInfo {
	for _, folder := range filepath.SplitList(h.Path) {
		if info, err := os.Stat(h.path(filepath.Join(folder, name))); err == nil && info.Mode()&0o111 != 0 && !info.IsDir() {
			return info
		}
	}
	return nil
}

// Plugins is the folder that holds the CNI plugins, or empty.
func (h Host) Plugins() string {
	for _, folder := range PluginFolders {
		if _, err := os.Stat(h.path(filepath.Join(folder, "bridge"))); err == nil {
			return folder
		}
	}
	return ""
}

func (h Host) plugins() Result {
	result := Result{Name: "CNI plugins", Needed: true, Hint: "as root, install the package containernetworking-plugins"}
	if h.Plugins() == "" {
		result.Problem = "no CNI plugins in " + strings.Join(PluginFolders, ", ")
	}
	return result
}

// A kernel module and the proof that it is loaded or built in.
var modules = []struct {
	name, proof string
	needed      bool
}{
	{"tun", "/dev/net/tun", true},
	{"br_netfilter", "/proc/sys/net/bridge", false},
	{"overlay", "/sys/module/overlay", false},
	{"nf_conntrack", "/proc/sys/net/netfilter", false},
	{"bridge", "/sys/module/bridge", false},
	{"veth", "/sys/module/veth", false},
}

// modules can't be loaded in a user namespace, so that root has to do it before.
func (h Host) modules() []Result {
	var results []Result
	for _, module := range modules {
		result := Result{
			Name: "module " + module.name, Needed: module.needed,
			Hint: fmt.Sprintf("as root, put %s into a file of /etc/modules-load.d and run modprobe %s", module.name, module.name),
		}
		if _, err := os.Stat(h.path(module.proof)); err != nil {
			result.Problem = fmt.Sprintf("the kernel module %s is not loaded (there is no %s)", module.name, module.proof)
		}
		results = append(results, result)
	}
	return results
}
