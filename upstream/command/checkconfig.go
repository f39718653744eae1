package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/checkconfig"
)

func checkConfigCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check-config",
		Short: "Say what this host lacks to run the server rootless; exit code 1 if something needed is missing",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			host, err := thisHost()
			if err != nil {
				return err
			}
			host.Cgroup = checkconfig.UserCgroup(host.UID)
			results := checkconfig.Run(host)
			out := command.OutOrStdout()
			for _, result := range results {
				switch {
				case result.Problem == "":
					fmt.Fprintf(out, "ok       %s\n", result.Name)
				case result.Needed:
					fmt.Fprintf(out, "missing  %s: %s\n         hint: %s\n", result.Name, result.Problem, result.Hint)
				default:
					fmt.Fprintf(out, "warning  %s: %s\n         hint: %s\n", result.Name, result.Problem, result.Hint)
				}
			}
			if checkconfig.Fatal(results) != nil {
				return exitCode(1)
			}
			return nil
		},
	}
}
