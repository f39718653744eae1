package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/yaml"
)

// Arguments puts what the configuration file says before the command line's arguments: the last scalar wins
// and lists are appended, so the command line has the last word.
func Arguments(commandLine []string) ([]string, error) {
	path, named := configFile(commandLine)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return commandLine, nil
	}
	if err != nil {
		return nil, err
	}
	fromFile, err := fileArguments(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return append(fromFile, commandLine...), nil
}

// configFile finds the file's name before the flags are parsed, and whether the user named it.
func configFile(arguments []string) (path string, named bool) {
	for i, argument := range arguments {
		if argument == "--" {
			break
		}
		for _, flag := range []string{"--config", "-c"} {
			if argument == flag && i+1 < len(arguments) {
				return arguments[i+1], true
			}
			if value, ok := strings.CutPrefix(argument, flag+"="); ok {
				return value, true
			}
		}
	}
	if path := os.Getenv("K3S_CONFIG_FILE"); path != "" {
		return path, true
	}
	return DefaultConfigFile, false
}

// fileArguments renders a YAML map of flag names as flags, ordered by name.
func fileArguments(text []byte) ([]string, error) {
	var values map[string]any
	if err := yaml.UnmarshalStrict(text, &values); err != nil {
		return nil, err
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	var arguments []string
	for _, name := range names {
		items, isList := values[name].([]any)
		if !isList {
			items = []any{values[name]}
		}
		for _, item := range items {
			value, err := scalar(item)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			// Unquoted, YAML reads 0644 as the decimal number 420.
			if _, quoted := item.(string); name == "write-kubeconfig-mode" && !quoted {
				return nil, fmt.Errorf("%s: put the mode in quotes", name)
			}
			arguments = append(arguments, "--"+strings.TrimSuffix(name, "+")+"="+value)
		}
	}
	return arguments, nil
}

func scalar(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return value, nil
	case bool:
		return strconv.FormatBool(value), nil
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), nil
	case int64:
		return strconv.FormatInt(value, 10), nil
	default:
		return "", fmt.Errorf("a %T is neither a scalar nor a list of scalars", value)
	}
}
