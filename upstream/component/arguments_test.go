package component

import (
	"slices"
	"testing"
)

func TestAUsersArgumentReplacesOurs(t *testing.T) {
	var ours Arguments
	ours.Add("anonymous-auth", "false")
	ours.Add("enable-admission-plugins", "NodeRestriction")
	merged := ours.Override([]string{"enable-admission-plugins=NodeRestriction,EventRateLimit", "--v=4", "profiling"})
	want := Arguments{
		"--anonymous-auth=false", "--enable-admission-plugins=NodeRestriction,EventRateLimit", "--v=4", "--profiling",
	}
	if !slices.Equal(merged, want) {
		t.Errorf("%q, not %q", merged, want)
	}
}

func TestANameThatOnlyBeginsAlikeStays(t *testing.T) {
	var ours Arguments
	ours.Add("service-account-key-file", "a")
	merged := ours.Override([]string{"service-account-key=b"})
	if want := (Arguments{"--service-account-key-file=a", "--service-account-key=b"}); !slices.Equal(merged, want) {
		t.Errorf("%q, not %q", merged, want)
	}
}
