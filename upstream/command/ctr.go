package command

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/rootless"
	"dev.seclab/upstream/settings"
)

func ctrCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "ctr",
		Short:              "Run containerd's ctr inside the node, in the namespace k8s.io",
		DisableFlagParsing: true,
		RunE:               func(_ *cobra.Command, arguments []string) error { return runCtr(arguments) },
	}
}

// runCtr replaces this process: nsenter, because a process with threads can't enter a user namespace.
// Source: https://man7.org/linux/man-pages/man2/setns.2.html
func runCtr(arguments []string) error {
	s := settings.Settings{DataDir: dataDir()}
	text, err := os.ReadFile(rootless.ChildPID(&s))
	if err != nil {
		return fmt.Errorf("the server is not running: %w", err)
	}
	nsenter, err := exec.LookPath("nsenter")
	if err != nil {
		return errors.New("nsenter is not on PATH: install the package util-linux")
	}
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	command := []string{
		"nsenter", "--user", "--preserve-credentials", "--mount", "--net", "--pid", "--ipc", "--uts", "--cgroup",
		"--target", strings.TrimSpace(string(text)),
		// Relative paths mean the same inside; nsenter's own --wdns is missing on Ubuntu 22.04.
		"sh", "-c", `cd "$1" && shift && exec "$@"`, "sh", folder,
		"ctr", "--address", settings.ContainerdSocket, "--namespace", "k8s.io",
	}
	return syscall.Exec(nsenter, append(command, arguments...), os.Environ())
}
