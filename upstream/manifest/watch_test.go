package manifest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestManifestsAreFoundAndSkippedOnesLeftOut(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"a.yaml", "below/b.yml", "c.json", "d.txt", "e.yaml", "e.yaml.skip"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found := slices.Sorted(maps.Keys(list(folder)))
	want := []string{filepath.Join(folder, "a.yaml"), filepath.Join(folder, "below/b.yml"), filepath.Join(folder, "c.json")}
	if !slices.Equal(found, want) {
		t.Errorf("%q, not %q", found, want)
	}
}

func TestAChangedFileHasAnotherVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := list(filepath.Dir(path))[path]
	if err := os.WriteFile(path, []byte("longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	if list(filepath.Dir(path))[path] == before {
		t.Error("the change can't be seen")
	}
}
