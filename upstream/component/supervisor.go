// Package component runs the programs that make up a node, each as a child process, and watches over them.
package component

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	// A component may end this often within restartWindow before the server gives up.
	restartLimit  = 5
	restartWindow = 10 * time.Minute
)

// Shorter in tests.
var (
	restartPause = 2 * time.Second
	stopGrace    = 5 * time.Second
)

// Component is one program of the node.
type Component struct {
	Name string
	// Program is a path or a name on PATH; empty for a component compiled into this program, which is chosen by Name.
	Program   string
	Arguments Arguments
	// Environment is added to the server's own.
	Environment []string
	// LogFile takes the output instead of the journal.
	LogFile string
	// Last marks what others need to end well: it is stopped after them.
	Last bool
}

// Supervisor starts components, restarts those that end, and stops them all.
type Supervisor struct {
	ctx    context.Context
	failed chan error

	mutex    sync.Mutex
	running  map[string]*exec.Cmd
	last     map[string]bool
	stopping bool
	group    sync.WaitGroup
}

// NewSupervisor makes one whose components are no longer restarted once ctx is done.
func NewSupervisor(ctx context.Context) *Supervisor {
	return &Supervisor{
		ctx:     ctx,
		failed:  make(chan error, 1),
		running: map[string]*exec.Cmd{},
		last:    map[string]bool{},
	}
}

// Failed delivers the first component that could not be kept running.
func (s *Supervisor) Failed() <-chan error { return s.failed }

// Start runs a component until the supervisor stops.
func (s *Supervisor) Start(c Component) {
	s.group.Add(1)
	go func() {
		defer s.group.Done()
		// The kernel sends the parent-death signal when the thread that started the child ends.
		runtime.LockOSThread()
		if err := s.keepRunning(c); err != nil {
			select {
			case s.failed <- err:
			default:
			}
		}
	}()
}

func (s *Supervisor) keepRunning(c Component) error {
	var ends []time.Time
	for {
		lines := &tail{}
		err := s.run(c, lines)
		if s.isStopping() || s.ctx.Err() != nil {
			return nil
		}
		if err == nil {
			err = errors.New("exit status 0")
		}
		now := time.Now()
		ends = append(ends, now)
		for now.Sub(ends[0]) > restartWindow {
			ends = ends[1:]
		}
		if len(ends) >= restartLimit {
			return fmt.Errorf("%s ended %d times, the last time with %w; its last lines:\n%s",
				c.Name, len(ends), err, indent(lines.last()))
		}
		Log("%s ended (%v): starting it again", c.Name, err)
		select {
		case <-time.After(restartPause * time.Duration(len(ends))):
		case <-s.ctx.Done():
			return nil
		}
	}
}

func (s *Supervisor) run(c Component, lines *tail) error {
	command, err := c.command()
	if err != nil {
		return err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	command.Stdout, command.Stderr = writer, writer
	var file io.WriteCloser
	if c.LogFile != "" {
		file, err = os.OpenFile(c.LogFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
		if err != nil {
			writer.Close()
			return err
		}
		defer file.Close()
	}
	s.mutex.Lock()
	if s.stopping {
		s.mutex.Unlock()
		writer.Close()
		return nil
	}
	err = command.Start()
	writer.Close()
	if err == nil {
		s.running[c.Name], s.last[c.Name] = command, c.Last
	}
	s.mutex.Unlock()
	if err != nil {
		return err
	}
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		if file == nil {
			lines.follow(c.Name, reader, nil)
			return
		}
		lines.follow(c.Name, reader, file)
	}()
	err = command.Wait()
	s.mutex.Lock()
	delete(s.running, c.Name)
	s.mutex.Unlock()
	// A grandchild (a container's shim) may keep the pipe open: don't wait for its end.
	select {
	case <-followed:
	case <-time.After(time.Second):
	}
	return err
}

func (c Component) command() (*exec.Cmd, error) {
	program := "/proc/self/exe"
	if c.Program != "" {
		found, err := exec.LookPath(c.Program)
		if err != nil {
			return nil, err
		}
		program = found
	}
	command := exec.Command(program, c.Arguments...)
	command.Args[0] = c.Name
	command.Env = append(os.Environ(), c.Environment...)
	// A group of its own: an interrupt on a terminal reaches the server alone, which stops them in order.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	return command, nil
}

func (s *Supervisor) isStopping() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.stopping
}

// Stop ends all components within seconds: those marked Last after the others.
func (s *Supervisor) Stop() {
	s.mutex.Lock()
	s.stopping = true
	s.mutex.Unlock()
	s.stopThose(false)
	s.stopThose(true)
	s.group.Wait()
}

func (s *Supervisor) stopThose(last bool) {
	deadline := time.Now().Add(stopGrace)
	if s.signal(last, syscall.SIGTERM) == 0 {
		return
	}
	for time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
		if s.signal(last, 0) == 0 {
			return
		}
	}
	s.signal(last, syscall.SIGKILL)
}

// signal reaches those still running and counts them.
func (s *Supervisor) signal(last bool, signal syscall.Signal) int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	count := 0
	for name, command := range s.running {
		if s.last[name] == last {
			_ = command.Process.Signal(signal)
			count++
		}
	}
	return count
}

func indent(lines []string) string { return "  " + strings.Join(lines, "\n  ") }
