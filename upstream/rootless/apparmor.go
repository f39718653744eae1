package rootless

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	// Root binds its securityfs here, where rootlesskit's new /sys does not hide it.
	hostSecurityfs = "/run/seclab/securityfs"
	// A readable copy of the list of loaded profiles: the kernel refuses to show it in a user namespace.
	hostProfiles = "/run/seclab/apparmor-profiles"
	// containerd confines pods that ask for nothing by this one, and could not load it itself.
	defaultProfile = "cri-containerd.apparmor.d"
)

// MountAppArmor makes the host's AppArmor visible inside, when root has prepared it. The error says why not;
// then pods run without AppArmor, as in K3s.
func MountAppArmor() error {
	profiles, err := os.Open(hostProfiles)
	if err != nil {
		return err
	}
	defer profiles.Close()
	found := false
	for lines := bufio.NewScanner(profiles); lines.Scan(); {
		found = found || strings.HasPrefix(lines.Text(), defaultProfile+" (")
	}
	if !found {
		return fmt.Errorf("root has not loaded a profile named %s", defaultProfile)
	}
	if _, err := os.Stat(hostSecurityfs + "/apparmor"); err != nil {
		return err
	}
	if err := unix.Mount(hostSecurityfs, "/sys/kernel/security", "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("bind %s: %w", hostSecurityfs, err)
	}
	if err := unix.Mount(hostProfiles, "/sys/kernel/security/apparmor/profiles", "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("bind %s: %w", hostProfiles, err)
	}
	return nil
}
