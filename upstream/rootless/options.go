package rootless

import (
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// Options are set by environment variables with the names that K3s gives them.
// Source: https://docs.k3s.io/advanced#advanced-rootless-configuration
type Options struct {
	// MTU in bytes, of the namespace's interface.
	MTU                 int
	CIDR                netip.Prefix
	IPv6                bool
	DisableHostLoopback bool
}

func readOptions() (Options, error) {
	options := Options{MTU: 1500, CIDR: netip.MustParsePrefix("10.41.0.0/16"), DisableHostLoopback: true}
	var err error
	if text := os.Getenv("K3S_ROOTLESS_MTU"); text != "" {
		if options.MTU, err = strconv.Atoi(text); err != nil {
			return options, fmt.Errorf("K3S_ROOTLESS_MTU: %w", err)
		}
	}
	if text := os.Getenv("K3S_ROOTLESS_CIDR"); text != "" {
		if options.CIDR, err = netip.ParsePrefix(text); err != nil {
			return options, fmt.Errorf("K3S_ROOTLESS_CIDR: %w", err)
		}
	}
	for name, value := range map[string]*bool{
		"K3S_ROOTLESS_ENABLE_IPV6":           &options.IPv6,
		"K3S_ROOTLESS_DISABLE_HOST_LOOPBACK": &options.DisableHostLoopback,
	} {
		if text := os.Getenv(name); text != "" {
			if *value, err = strconv.ParseBool(text); err != nil {
				return options, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if driver := strings.ToLower(os.Getenv("K3S_ROOTLESS_PORT_DRIVER")); driver != "" && driver != "builtin" {
		return options, fmt.Errorf("K3S_ROOTLESS_PORT_DRIVER: only builtin is supported, not %q", driver)
	}
	return options, nil
}
