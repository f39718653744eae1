package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"dev.seclab/upstream/component"
	"dev.seclab/upstream/pki"
	"dev.seclab/upstream/settings"
)

var archiveEndings = []string{".tar", ".tar.gz", ".tgz", ".tar.zst"}

// importImages loads agent/images into containerd, those that changed since the last start only.
func (s *server) importImages(ctx context.Context) error {
	if err := waitForContainerd(ctx); err != nil {
		return err
	}
	folder := s.settings.Agent("images")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	// Kept in containerd's own folder: who removes the store removes the record.
	record := s.settings.Agent("containerd", "imported.json")
	imported := map[string]string{}
	if text, err := os.ReadFile(record); err == nil {
		_ = json.Unmarshal(text, &imported)
	}
	for _, entry := range entries {
		isArchive := func(ending string) bool { return strings.HasSuffix(entry.Name(), ending) }
		if !slices.ContainsFunc(archiveEndings, isArchive) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		stamp := fmt.Sprintf("%d %d %s", info.Size(), info.ModTime().UnixNano(), s.settings.Snapshotter)
		if imported[path] == stamp {
			continue
		}
		started := time.Now()
		// A broken archive must not keep the node from starting: its pods will say that their image is missing.
		if err := importArchive(ctx, path, s.settings.Snapshotter); err != nil {
			component.Log("can't import %s: %v", path, err)
			continue
		}
		component.Log("imported images from %s in %.1f s", path, time.Since(started).Seconds())
		imported[path] = stamp
	}
	text, err := json.Marshal(imported)
	if err != nil {
		return err
	}
	return pki.WriteFile(record, text, 0o600)
}

// importArchive hands the archive to ctr, unpacked: ctr 1.6 reads plain archives only.
func importArchive(ctx context.Context, path, snapshotter string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var content io.Reader = file
	switch filepath.Ext(path) {
	case ".zst":
		decoder, err := zstd.NewReader(file)
		if err != nil {
			return err
		}
		defer decoder.Close()
		content = decoder
	case ".gz", ".tgz":
		if content, err = gzip.NewReader(file); err != nil {
			return err
		}
	}
	return runCtr(ctx, content, "--namespace", "k8s.io", "images", "import", "--snapshotter", snapshotter, "-")
}

func runCtr(ctx context.Context, input io.Reader, arguments ...string) error {
	command := exec.CommandContext(ctx, "ctr", append([]string{"--address", settings.ContainerdSocket}, arguments...)...)
	command.Stdin = input
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(output))
	}
	return nil
}

func waitForContainerd(ctx context.Context) error {
	for {
		if runCtr(ctx, nil, "version") == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}
