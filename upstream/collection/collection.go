// Package collection keeps the garbage collector off until main. Kubernetes' packages allocate 20 MB while they
// initialise; to collect meanwhile costs a quarter of each start, of a component and of each kubectl.
//
// It works because packages that are ready are initialised in the order of their import paths
// (https://go.dev/ref/spec#Package_initialization): this module's begins with a letter before that of k8s.io.
package collection

import (
	"os"
	"runtime/debug"
)

func init() { debug.SetGCPercent(-1) }

// Resume is the first thing in main, unless the user set GOGC.
func Resume() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(100)
	}
}
