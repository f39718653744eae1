package component

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"sync"
)

// tailLines is how much of a component's output an error quotes.
const tailLines = 15

var output sync.Mutex

// Log writes one line of the server itself to stderr, which is the unit's journal.
func Log(format string, values ...any) {
	write("server", fmt.Sprintf(format, values...))
}

func write(name, line string) {
	output.Lock()
	defer output.Unlock()
	fmt.Fprintf(os.Stderr, "[%s] %s\n", name, line)
}

// tail keeps the last lines of an output.
type tail struct {
	mutex sync.Mutex
	lines []string
}

func (t *tail) add(line string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.lines = append(t.lines, line)
	if len(t.lines) > tailLines {
		t.lines = t.lines[1:]
	}
}

func (t *tail) last() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return append([]string(nil), t.lines...)
}

// follow copies lines to the journal (or a file of the component's own) until the output ends.
func (t *tail) follow(name string, from io.Reader, file io.Writer) {
	lines := bufio.NewReaderSize(from, 64<<10)
	for {
		line, err := lines.ReadString('\n')
		if line = trimNewline(line); line != "" {
			t.add(line)
			if file != nil {
				fmt.Fprintln(file, line)
			} else {
				write(name, line)
			}
		}
		if err != nil {
			return
		}
	}
}

func trimNewline(line string) string {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}
