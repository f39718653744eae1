// Package command is the command line: one file per command, with its arguments and what it prints.
package command

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/rootless"
)

// A lab user's shell and a user unit's PATH may lack what the distribution keeps in these.
var systemFolders = []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}

// Run runs the command line. program starts one of the programs compiled in, with os.Args.
func Run(program func(name string) (code int, ok bool)) int {
	completePath()
	// As a link named kubectl, or as a component, by the name it was started under.
	name := filepath.Base(os.Args[0])
	if name == "ctr" {
		os.Args = append([]string{os.Args[0], "ctr"}, os.Args[1:]...)
	} else if code, ok := runProgram(program, name); ok {
		return code
	}
	// kubectl reads os.Args itself, to look for plugins.
	if len(os.Args) > 1 && os.Args[1] == "kubectl" {
		os.Args = append([]string{"kubectl"}, os.Args[2:]...)
		code, _ := runProgram(program, "kubectl")
		return code
	}
	if rootless.CurrentStage() != rootless.Parent {
		return report(runStage())
	}
	root := &cobra.Command{
		Use:           "k3s",
		Short:         "Run upstream Kubernetes as a single rootless node, with the command line of K3s",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	// Not cobra's own flag: `-v` is no short form of it in K3s.
	version := root.Flags().Bool("version", false, "print the versions")
	root.RunE = func(command *cobra.Command, _ []string) error {
		if *version {
			fmt.Fprint(command.OutOrStdout(), versionText())
			return nil
		}
		return command.Help()
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(serverCommand(), kubectlCommand(), ctrCommand(), secretsEncryptCommand(), checkConfigCommand(), versionCommand())
	return report(root.Execute())
}

func runProgram(program func(string) (int, bool), name string) (int, bool) {
	if name == "kubectl" {
		chooseKubeconfig()
	}
	return program(name)
}

// exitCode ends the program without another message.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func report(err error) int {
	switch err := err.(type) {
	case nil:
		return 0
	case exitCode:
		return int(err)
	default:
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
}

func completePath() {
	folders := filepath.SplitList(os.Getenv("PATH"))
	for _, folder := range systemFolders {
		if !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	os.Setenv("PATH", strings.Join(folders, string(filepath.ListSeparator)))
}
