package command

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// Set by build.sh.
var (
	Version           = "development"
	KubernetesVersion = "unknown"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions",
		Args:  cobra.NoArgs,
		Run: func(command *cobra.Command, _ []string) {
			fmt.Fprint(command.OutOrStdout(), versionText())
		},
	}
}

func versionText() string {
	return fmt.Sprintf("seclab-k8s %s (upstream Kubernetes %s; not K3s)\ngo version %s\n", Version, KubernetesVersion, runtime.Version())
}
