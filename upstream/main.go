// Seclab-k8s runs upstream Kubernetes as a single rootless node. See README.md.
package main

import (
	"os"

	"seclab/upstream/command"
	"seclab/upstream/component"
	"seclab/upstream/program"
)

func main() {
	component.ResumeCollection()
	os.Exit(command.Run(program.Run))
}
