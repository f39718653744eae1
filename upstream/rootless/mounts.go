package rootless

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"dev.seclab/upstream/settings"
)

// MountNode binds the lab user's own folders over paths that Kubernetes, CNI plugins and K3s have fixed.
func MountNode(s *settings.Settings) error {
	// Copied-up links to root's own: pods' network namespaces and the lock of iptables need ones of ours.
	for _, link := range []string{"/run/netns", "/run/containerd", "/run/xtables.lock"} {
		if err := os.RemoveAll(link); err != nil {
			return err
		}
	}
	runtimeDir := os.Getenv("XDG_RUNTIME_DIR")
	if runtimeDir == "" {
		return fmt.Errorf("XDG_RUNTIME_DIR is not set: run the server as a unit of the user's systemd")
	}
	for _, bind := range []struct{ source, target string }{
		{filepath.Join(s.DataDir, "logs"), "/var/log"},
		{filepath.Join(s.DataDir, "cni"), "/var/lib/cni"},
		{s.Agent("kubelet"), "/var/lib/kubelet"},
		{filepath.Join(s.DataDir, "etc", "rancher"), "/etc/rancher"},
		{filepath.Join(runtimeDir, "k3s", "containerd"), "/run/k3s/containerd"},
		// The kubelet shares its mounts with containers.
		{s.Agent("kubelet"), s.Agent("kubelet")},
	} {
		if err := bindFolder(bind.source, bind.target); err != nil {
			return err
		}
	}
	// The kubelet wants to read the kernel's log, which kernel.dmesg_restrict forbids.
	if file, err := os.Open("/dev/kmsg"); err == nil {
		file.Close()
	} else if err := unix.Mount("/dev/null", "/dev/kmsg", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind /dev/null over /dev/kmsg: %w", err)
	}
	return nil
}

func bindFolder(source, target string) error {
	if err := os.MkdirAll(source, 0o700); err != nil {
		return err
	}
	// A copied-up folder is a link to the read-only original.
	if info, err := os.Lstat(target); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if err := os.Remove(target); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(target, 0o700); err != nil {
		return err
	}
	if err := unix.Mount(source, target, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind %s over %s: %w", source, target, err)
	}
	if err := unix.Mount("", target, "", unix.MS_SHARED|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("share the mounts of %s: %w", target, err)
	}
	return nil
}
