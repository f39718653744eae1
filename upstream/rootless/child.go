package rootless

import (
	"io"
	"os"

	"github.com/rootless-containers/rootlesskit/v2/pkg/child"
	"github.com/rootless-containers/rootlesskit/v2/pkg/copyup/tmpfssymlink"
	"github.com/rootless-containers/rootlesskit/v2/pkg/network/slirp4netns"
	"github.com/rootless-containers/rootlesskit/v2/pkg/port/builtin"
)

// Mounts made on the host later reach the node, and none of the node's reach the host.
const propagation = "rslave"

// RunChild sets up the namespaces, runs the node in them, and reaps what the node's processes leave behind.
func RunChild() error {
	return child.Child(child.Opt{
		PipeFDEnvKey:              pipeVariable,
		StateDirEnvKey:            stateVariable,
		ChildUseActivationEnvKey:  activationVariable,
		RunActivationHelperEnvKey: helperVariable,
		TargetCmd:                 append([]string{"/proc/self/exe"}, os.Args[1:]...),
		NetworkDriver:             slirp4netns.NewChildDriver(),
		PortDriver:                builtin.NewChildDriver(io.Discard),
		CopyUpDriver:              tmpfssymlink.NewChildDriver(),
		CopyUpDirs:                []string{"/etc", "/run", "/var/lib"},
		MountProcfs:               true,
		Propagation:               propagation,
		Reaper:                    true,
		EvacuateCgroup2:           true,
	})
}
