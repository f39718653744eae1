// Package checkconfig finds out what a host lacks to run the server rootless. It reads files and starts nothing,
// under any root folder, so that tests can make a host.
package checkconfig

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Result of one check. Problem is empty when all is well.
type Result struct {
	Name    string
	Problem string
	// Hint is what to do about it.
	Hint string
	// Needed problems keep the server from starting; the others take a feature away.
	Needed bool
}

// Host is where to look.
type Host struct {
	// Root is / but in tests.
	Root string
	User string
	UID  int
	// Path is the search path for programs.
	Path string
	// Cgroup is a folder below /sys/fs/cgroup whose controllers are delegated to the user.
	Cgroup string
}

// UserCgroup is the cgroup of the user's systemd, whose units may use what is delegated to it.
func UserCgroup(uid int) string {
	return fmt.Sprintf("user.slice/user-%d.slice/user@%d.service", uid, uid)
}

// OwnCgroup is the cgroup of this process, from the text of /proc/self/cgroup.
func OwnCgroup(text string) string {
	for line := range strings.Lines(text) {
		if path, unified := strings.CutPrefix(strings.TrimSpace(line), "0::"); unified {
			return strings.TrimPrefix(path, "/")
		}
	}
	return ""
}

// Run makes all checks.
func Run(host Host) []Result {
	results := []Result{host.user(), host.cgroupVersion()}
	if results[1].Problem == "" {
		results = append(results, host.controllers()...)
	}
	results = append(results, host.subordinate("/etc/subuid"), host.subordinate("/etc/subgid"))
	results = append(results, host.sysctls()...)
	results = append(results, host.programs()...)
	results = append(results, host.plugins())
	return append(results, host.modules()...)
}

// Fatal is the first needed thing that is missing.
func Fatal(results []Result) error {
	for _, result := range results {
		if result.Needed && result.Problem != "" {
			return fmt.Errorf("%s\nhint: %s", result.Problem, result.Hint)
		}
	}
	return nil
}

func (h Host) user() Result {
	result := Result{Name: "user", Needed: true, Hint: "run it as the lab user, from a unit of their systemd"}
	if h.UID == 0 {
		result.Problem = "rootless mode can't be run by root"
	}
	return result
}

func (h Host) cgroupVersion() Result {
	result := Result{Name: "cgroup v2", Needed: true, Hint: "boot with systemd.unified_cgroup_hierarchy=1"}
	if _, err := os.Stat(h.path("/sys/fs/cgroup/cgroup.controllers")); err != nil {
		result.Problem = "cgroup v2 is not mounted at /sys/fs/cgroup"
	}
	return result
}

// controllers uses K3s' words for what K3s refuses too.
func (h Host) controllers() []Result {
	text, _ := os.ReadFile(h.path("/sys/fs/cgroup/" + h.Cgroup + "/cgroup.controllers"))
	delegated := strings.Fields(string(text))
	hint := "as root, put Delegate=cpu cpuset io memory pids below [Service] in " +
		"/etc/systemd/system/user@.service.d/delegate.conf, then run systemctl daemon-reload and systemctl restart user@" +
		fmt.Sprint(h.UID)
	basic := Result{Name: "delegated controllers cpu, memory, pids", Needed: true, Hint: hint}
	var missing []string
	for _, name := range []string{"cpu", "memory", "pids"} {
		if !slices.Contains(delegated, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		basic.Problem = fmt.Sprintf("delegated cgroup v2 controllers are required for rootless: %s missing in /%s",
			strings.Join(missing, ", "), h.Cgroup)
	}
	cpuset := Result{Name: "delegated controller cpuset", Needed: true, Hint: hint}
	if !slices.Contains(delegated, "cpuset") {
		cpuset.Problem = "failed to find cpuset cgroup (v2)"
	}
	return []Result{basic, cpuset}
}

func (h Host) subordinate(file string) Result {
	result := Result{
		Name: file, Needed: true,
		Hint: fmt.Sprintf("as root, add a line %s:100000:65536 to %s", h.User, file),
	}
	kind := strings.TrimPrefix(filepath.Base(file), "sub")
	opened, err := os.Open(h.path(file))
	if err == nil {
		defer opened.Close()
		for lines := bufio.NewScanner(opened); lines.Scan(); {
			var first, count int
			name, numbers, _ := strings.Cut(lines.Text(), ":")
			if name != h.User && name != fmt.Sprint(h.UID) {
				continue
			}
			if n, _ := fmt.Sscanf(numbers, "%d:%d", &first, &count); n == 2 && count >= 65536 {
				return result
			}
		}
	}
	result.Problem = fmt.Sprintf("No sub%s ranges found for user %s with at least 65536 ids in %s", kind, h.User, file)
	return result
}

func (h Host) sysctls() []Result {
	var results []Result
	for _, sysctl := range []struct{ name, value string }{
		{"net.ipv4.ip_forward", "1"},
		// A key of Debian and Ubuntu: where it does not exist, user namespaces are allowed.
		{"kernel.unprivileged_userns_clone", "1"},
	} {
		result := Result{
			Name: "sysctl " + sysctl.name, Needed: true,
			Hint: fmt.Sprintf("as root, put %s=%s into /etc/sysctl.d/90-k3s-rootless.conf and run sysctl --system", sysctl.name, sysctl.value),
		}
		text, err := os.ReadFile(h.path("/proc/sys/" + strings.ReplaceAll(sysctl.name, ".", "/")))
		if value := strings.TrimSpace(string(text)); err == nil && value != sysctl.value {
			result.Problem = fmt.Sprintf("expected sysctl value %q to be %q, got %q", sysctl.name, sysctl.value, value)
		}
		results = append(results, result)
	}
	return results
}

func (h Host) path(path string) string { return filepath.Join(h.Root, path) }
