package component

import "strings"

// Arguments are a component's flags, in order.
type Arguments []string

// Add appends `--name=value`.
func (a *Arguments) Add(name, value string) { *a = append(*a, "--"+name+"="+value) }

// Override leaves out every flag of ours that the user names, and appends the user's (`name=value`, or `name`).
// Leaving out matters: given twice, a list flag would be appended to.
func (a Arguments) Override(user []string) Arguments {
	named := map[string]bool{}
	for _, argument := range user {
		named[flagName(argument)] = true
	}
	var merged Arguments
	for _, argument := range a {
		if !named[flagName(argument)] {
			merged = append(merged, argument)
		}
	}
	for _, argument := range user {
		merged = append(merged, "--"+strings.TrimPrefix(argument, "--"))
	}
	return merged
}

func flagName(argument string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
	return name
}
