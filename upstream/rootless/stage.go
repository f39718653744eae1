// Package rootless puts the server into namespaces of its own, by rootlesskit. The same program runs in three
// stages: parent (outside), child (sets up the namespaces) and node (the server, inside).
package rootless

import (
	"os"

	"dev.seclab/upstream/settings"
)

const (
	// Set by rootlesskit's parent for its child.
	pipeVariable  = "_SECLAB_K8S_ROOTLESS_PIPE"
	stateVariable = "_SECLAB_K8S_ROOTLESS_STATE"
	// What the parent resolved: inside, /etc is another one.
	settingsVariable = "_SECLAB_K8S_SETTINGS"
	evacuateVariable = "_SECLAB_K8S_EVACUATE"
	// Unused by us, but rootlesskit wants names for them.
	activationVariable = "_SECLAB_K8S_ACTIVATION"
	helperVariable     = "_SECLAB_K8S_ACTIVATION_HELPER"
)

// Stage of the process.
type Stage int

// The stages, in the order they are run.
const (
	Parent Stage = iota
	Child
	Node
)

// CurrentStage tells which stage this process is, from what the one before left in the environment.
func CurrentStage() Stage {
	switch {
	case os.Getenv(pipeVariable) != "":
		return Child
	case os.Getenv(settingsVariable) != "":
		return Node
	default:
		return Parent
	}
}

// Inherited are the settings that the parent resolved. The variable is removed: components needn't see it.
func Inherited() (settings.Settings, error) {
	text := os.Getenv(settingsVariable)
	for _, name := range []string{settingsVariable, stateVariable, evacuateVariable, activationVariable, helperVariable} {
		os.Unsetenv(name)
	}
	return settings.Decode(text)
}
