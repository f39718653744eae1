package command

import (
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dev.seclab/upstream/checkconfig"
	"dev.seclab/upstream/rootless"
	"dev.seclab/upstream/server"
	"dev.seclab/upstream/settings"
)

func serverCommand() *cobra.Command {
	var s settings.Settings
	command := &cobra.Command{
		Use:   "server",
		Short: "Run the server until it is told to end",
		// Parsed below, after the configuration file's settings were put before them.
		DisableFlagParsing: true,
		RunE: func(command *cobra.Command, arguments []string) error {
			for _, argument := range arguments {
				if argument == "-h" || argument == "--help" {
					return command.Help()
				}
			}
			return runServer(command, &s, arguments)
		},
	}
	s.Flags(command.Flags())
	return command
}

func runServer(command *cobra.Command, s *settings.Settings, arguments []string) error {
	arguments, err := settings.Arguments(arguments)
	if err != nil {
		return err
	}
	command.DisableFlagParsing = false
	if err := command.ParseFlags(arguments); err != nil {
		return settings.ExplainFlagError(err)
	}
	if err := cobra.NoArgs(command, command.Flags().Args()); err != nil {
		return err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	hostname, err := os.Hostname()
	if err != nil {
		return err
	}
	if err := s.Resolve(home, hostname, os.Geteuid() == 0); err != nil {
		return err
	}
	if s.DisableAgent {
		return server.Run(s)
	}
	host, err := thisHost()
	if err != nil {
		return err
	}
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return err
	}
	host.Cgroup = checkconfig.OwnCgroup(string(text))
	if err := checkconfig.Fatal(checkconfig.Run(host)); err != nil {
		return err
	}
	return rootless.RunParent(s)
}

// runStage continues in the namespaces what the parent began.
func runStage() error {
	if rootless.CurrentStage() == rootless.Child {
		return rootless.RunChild()
	}
	s, err := rootless.Inherited()
	if err != nil {
		return err
	}
	return server.Run(&s)
}

func thisHost() (checkconfig.Host, error) {
	current, err := user.Current()
	if err != nil {
		return checkconfig.Host{}, err
	}
	return checkconfig.Host{Root: "/", User: current.Username, UID: os.Getuid(), Path: os.Getenv("PATH")}, nil
}

// dataDir is where a rootless server of this user keeps its state, unless the environment says otherwise.
func dataDir() string {
	if path := strings.TrimSpace(os.Getenv("K3S_DATA_DIR")); path != "" {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "/var/lib/rancher/k3s"
	}
	return filepath.Join(home, ".rancher", "k3s")
}
