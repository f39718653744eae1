// Package manifest applies the YAML files of a folder at the start and whenever they change. A file that goes away
// deletes nothing, as in K3s.
package manifest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	interval     = 5 * time.Second
	fieldManager = "seclab-deploy"
)

// Options of a watch.
type Options struct {
	Folder     string
	Kubeconfig string
	Log        func(format string, values ...any)
}

// version of a file: enough to see that it changed.
type version struct {
	size     int64
	modified time.Time
}

// Watch applies until ctx is done. A file that fails is tried again each time around, and logged when its error changes.
func Watch(ctx context.Context, options Options) {
	applied := map[string]version{}
	failures := map[string]string{}
	for {
		for path, found := range list(options.Folder) {
			if applied[path] == found {
				continue
			}
			err := apply(ctx, path, options.Kubeconfig)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				if failures[path] != err.Error() {
					options.Log("can't apply %s: %v", path, err)
				}
				failures[path] = err.Error()
				continue
			}
			options.Log("applied %s", path)
			applied[path] = found
			delete(failures, path)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(interval):
		}
	}
}

// list finds manifests in the folder and those below it. FILE.skip beside a file leaves it out.
func list(folder string) map[string]version {
	found := map[string]version{}
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			return nil
		}
		if _, err := os.Stat(path + ".skip"); err == nil {
			return nil
		}
		if info, err := os.Stat(path); err == nil {
			found[path] = version{info.Size(), info.ModTime()}
		}
		return nil
	})
	return found
}

// apply runs the kubectl inside this program: it knows how to find every kind's resource.
func apply(ctx context.Context, path, kubeconfig string) error {
	command := exec.CommandContext(ctx, "/proc/self/exe", "apply", "--server-side", "--force-conflicts",
		"--field-manager", fieldManager, "--kubeconfig", kubeconfig, "--filename", path)
	command.Args[0] = "kubectl"
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s", strings.ReplaceAll(string(bytes.TrimSpace(output)), "\n", "; "))
	}
	return nil
}
