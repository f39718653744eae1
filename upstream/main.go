// Seclab-k8s runs upstream Kubernetes as a single rootless node. See README.md.
package main

import (
	"os"

	"dev.seclab/upstream/collection"
	"dev.seclab/upstream/command"
	"dev.seclab/upstream/program"
)

func main() {
	collection.Resume()
	os.Exit(command.Run(program.Run))
}
