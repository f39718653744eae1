package rootless

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"github.com/rootless-containers/rootlesskit/v2/pkg/network/slirp4netns"
	"github.com/rootless-containers/rootlesskit/v2/pkg/parent"
	"github.com/rootless-containers/rootlesskit/v2/pkg/port"
	"github.com/rootless-containers/rootlesskit/v2/pkg/port/builtin"

	"dev.seclab/upstream/settings"
)

// Interface is the namespace's way out; its address is the node's.
const Interface = "tap0"

// evacuationGroup takes the server's processes, so that controllers can be enabled for the pods beside it.
const evacuationGroup = "k3s_evac"

// RunParent starts the child and stays until it ends.
func RunParent(s *settings.Settings) error {
	options, err := readOptions()
	if err != nil {
		return err
	}
	if err := parent.InitStateDir(s.RootlessState()); err != nil {
		return fmt.Errorf("is the server running already? %w", err)
	}
	encoded, err := s.Encode()
	if err != nil {
		return err
	}
	os.Setenv(settingsVariable, encoded)
	network, err := slirp4netns.NewParentDriver(io.Discard, "slirp4netns", options.MTU,
		&net.IPNet{IP: options.CIDR.Masked().Addr().AsSlice(), Mask: net.CIDRMask(options.CIDR.Bits(), 32)},
		Interface, options.DisableHostLoopback, "", false, false, options.IPv6)
	if err != nil {
		return err
	}
	ports, err := builtin.NewParentDriver(io.Discard, s.RootlessState())
	if err != nil {
		return err
	}
	return parent.Parent(parent.Opt{
		PipeFDEnvKey:             pipeVariable,
		StateDirEnvKey:           stateVariable,
		ChildUseActivationEnvKey: activationVariable,
		StateDir:                 s.RootlessState(),
		NetworkDriver:            network,
		PortDriver:               ports,
		// On all addresses, as in K3s.
		PublishPorts:    []port.Spec{{Proto: "tcp", ParentPort: s.HTTPSListenPort, ChildPort: s.HTTPSListenPort}},
		CreatePIDNS:     true,
		CreateCgroupNS:  true,
		CreateUTSNS:     true,
		CreateIPCNS:     true,
		Propagation:     propagation,
		EvacuateCgroup2: evacuationGroup,
	})
}

// APISocket is where rootlesskit's parent takes orders to publish ports.
func APISocket(s *settings.Settings) string {
	return filepath.Join(s.RootlessState(), parent.StateFileAPISock)
}

// ChildPID is the file that names the process whose namespaces are the node's.
func ChildPID(s *settings.Settings) string {
	return filepath.Join(s.RootlessState(), parent.StateFileChildPID)
}
