package checkconfig

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// goodHost is a root folder that lacks nothing.
func goodHost(t *testing.T) Host {
	t.Helper()
	host := Host{Root: t.TempDir(), User: "student", UID: 1001, Path: "/usr/sbin:/usr/bin", Cgroup: UserCgroup(1001)}
	for path, text := range map[string]string{
		"/sys/fs/cgroup/cgroup.controllers":                     "cpuset cpu io memory pids",
		"/sys/fs/cgroup/" + host.Cgroup + "/cgroup.controllers": "cpuset cpu io memory pids",
		"/etc/subuid":                   "root:1:2\nstudent:165536:65536\n",
		"/etc/subgid":                   "1001:165536:65536\n",
		"/proc/sys/net/ipv4/ip_forward": "1\n",
		"/dev/net/tun":                  "",
		"/usr/lib/cni/bridge":           "",
		"/proc/sys/net/bridge/any":      "",
		"/proc/sys/net/netfilter/any":   "",
		"/sys/module/overlay/any":       "",
		"/sys/module/bridge/any":        "",
		"/sys/module/veth/any":          "",
	} {
		put(t, host, path, text, 0o644)
	}
	for _, program := range programs {
		mode := os.FileMode(0o755)
		if program.setuid {
			mode |= os.ModeSetuid
		}
		put(t, host, "/usr/bin/"+program.name, "", mode)
	}
	return host
}

func put(t *testing.T, host Host, path, text string, mode os.FileMode) {
	t.Helper()
	full := filepath.Join(host.Root, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(full, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAPreparedHostLacksNothing(t *testing.T) {
	for _, result := range Run(goodHost(t)) {
		if result.Problem != "" {
			t.Errorf("%s: %s", result.Name, result.Problem)
		}
	}
}

func TestWhatIsMissingIsSaidInTheWordsOfK3s(t *testing.T) {
	for says, spoil := range map[string]func(Host) Host{
		"delegated cgroup v2 controllers are required for rootless: cpu missing": func(h Host) Host {
			put(t, h, "/sys/fs/cgroup/"+h.Cgroup+"/cgroup.controllers", "memory pids", 0o644)
			return h
		},
		"failed to find cpuset cgroup (v2)": func(h Host) Host {
			put(t, h, "/sys/fs/cgroup/"+h.Cgroup+"/cgroup.controllers", "cpu memory pids", 0o644)
			return h
		},
		`expected sysctl value "net.ipv4.ip_forward" to be "1", got "0"`: func(h Host) Host {
			put(t, h, "/proc/sys/net/ipv4/ip_forward", "0\n", 0o644)
			return h
		},
		"No subuid ranges found for user student": func(h Host) Host {
			put(t, h, "/etc/subuid", "student:165536:1000\n", 0o644)
			return h
		},
		"slirp4netns is not on PATH": func(h Host) Host {
			if err := os.Remove(filepath.Join(h.Root, "/usr/bin/slirp4netns")); err != nil {
				t.Fatal(err)
			}
			return h
		},
		"can't be run by root": func(h Host) Host { h.UID = 0; return h },
		"no CNI plugins": func(h Host) Host {
			if err := os.RemoveAll(filepath.Join(h.Root, "/usr/lib/cni")); err != nil {
				t.Fatal(err)
			}
			return h
		},
	} {
		err := Fatal(Run(spoil(goodHost(t))))
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "\nhint: ") {
			t.Errorf("%v, not %q with a hint", err, says)
		}
	}
}

func TestAMissingModuleOfAFeatureIsNotFatal(t *testing.T) {
	host := goodHost(t)
	if err := os.RemoveAll(filepath.Join(host.Root, "/proc/sys/net/bridge")); err != nil {
		t.Fatal(err)
	}
	results := Run(host)
	if err := Fatal(results); err != nil {
		t.Error(err)
	}
	warned := false
	for _, result := range results {
		warned = warned || result.Problem != "" && result.Name == "module br_netfilter"
	}
	if !warned {
		t.Error("nothing was said about br_netfilter")
	}
}

func TestTheOwnCgroupIsThatOfTheUnifiedHierarchy(t *testing.T) {
	if got := OwnCgroup("1:name=systemd:/x\n0::/user.slice/a.service\n"); got != "user.slice/a.service" {
		t.Errorf("%q", got)
	}
}
