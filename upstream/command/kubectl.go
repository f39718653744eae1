package command

import (
	"os"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/settings"
)

// kubectlCommand is only for the help text: the command is recognised before.
func kubectlCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "kubectl",
		Short:              "Run kubectl, which is compiled in; without KUBECONFIG, against this user's server",
		DisableFlagParsing: true,
		Run:                func(*cobra.Command, []string) {},
	}
}

// chooseKubeconfig points kubectl to the kubeconfig that the server wrote, unless the user chose one.
func chooseKubeconfig() {
	if os.Getenv("KUBECONFIG") != "" {
		return
	}
	path := os.Getenv("K3S_KUBECONFIG_OUTPUT")
	if home, err := os.UserHomeDir(); path == "" && err == nil {
		path = settings.DefaultKubeconfig(home, os.Geteuid() == 0)
	}
	if _, err := os.Stat(path); err == nil {
		os.Setenv("KUBECONFIG", path)
	}
}
