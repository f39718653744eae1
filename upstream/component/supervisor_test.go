package component

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func shell(name, script string) Component {
	return Component{Name: name, Program: "/bin/sh", Arguments: Arguments{"-c", script}}
}

func TestAComponentThatKeepsEndingFailsTheServerWithItsLastLines(t *testing.T) {
	restartPause = time.Millisecond
	s := NewSupervisor(context.Background())
	s.Start(shell("broken", "echo because of this; exit 3"))
	select {
	case err := <-s.Failed():
		if !strings.Contains(err.Error(), "broken") || !strings.Contains(err.Error(), "because of this") ||
			!strings.Contains(err.Error(), "exit status 3") {
			t.Errorf("unhelpful: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it was restarted for ever")
	}
	s.Stop()
}

func TestStoppingEndsAComponentThatIgnoresSIGTERM(t *testing.T) {
	stopGrace = 200 * time.Millisecond
	folder := t.TempDir()
	s := NewSupervisor(context.Background())
	s.Start(shell("deaf", "trap '' TERM; touch "+folder+"/deaf; while :; do sleep 0.1; done"))
	s.Start(Component{
		Name: "last", Program: "/bin/sh", Last: true,
		Arguments: Arguments{"-c", "trap 'touch " + folder + "/ended; exit 0' TERM; touch " + folder + "/last; while :; do sleep 0.1; done"},
	})
	waitForFile(t, filepath.Join(folder, "deaf"))
	waitForFile(t, filepath.Join(folder, "last"))
	started := time.Now()
	s.Stop()
	if took := time.Since(started); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	waitForFile(t, filepath.Join(folder, "ended"))
}

func TestOutputGoesToAComponentsOwnFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	s := NewSupervisor(context.Background())
	c := shell("writer", "echo a line; sleep 100")
	c.LogFile = file
	s.Start(c)
	defer s.Stop()
	for range 100 {
		if text, _ := os.ReadFile(file); string(text) == "a line\n" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("nothing was written")
}

func waitForFile(t *testing.T, path string) {
	t.Helper()
	for range 100 {
		if _, err := os.Stat(path); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s never came", path)
}
