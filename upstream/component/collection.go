package component

import (
	"os"
	"runtime/debug"
)

// Kubernetes' packages allocate 20 MB while they initialise, and to collect garbage meanwhile costs a quarter of
// each start. So this program is started with the collector off, and turns it on when it comes to main.
const collectionVariable = "_SECLAB_K8S_COLLECT"

// WithoutCollection is the environment to start this program in.
func WithoutCollection() []string {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	return []string{"GOGC=off", collectionVariable + "=100"}
}

// ResumeCollection undoes WithoutCollection, first thing in main.
func ResumeCollection() {
	if os.Getenv(collectionVariable) == "" {
		return
	}
	debug.SetGCPercent(100)
	os.Unsetenv(collectionVariable)
	os.Unsetenv("GOGC")
}
