package loadbalancer

import (
	"slices"
	"testing"
)

func TestPrivilegedPortsAreMovedUpByTenThousand(t *testing.T) {
	for port, want := range map[int]int{80: 10080, 443: 10443, 1024: 11024, 1025: 1025, 8080: 8080, 30080: 30080} {
		if got := HostPort(port); got != want {
			t.Errorf("%d leads to %d, not %d", port, got, want)
		}
	}
}

func TestAServicesPortAndNodePortAreForwardedAndSCTPIsNot(t *testing.T) {
	got := Forwards([]Port{{"TCP", 80, 31000}, {"UDP", 53, 0}, {"SCTP", 9, 31001}})
	want := []Forward{{"tcp", 10080, 80}, {"tcp", 31000, 31000}, {"udp", 10053, 53}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestOnlyWhatDiffersIsOpenedAndShut(t *testing.T) {
	kept := Forward{"tcp", 10080, 80}
	old := Forward{"tcp", 10443, 443}
	fresh := Forward{"udp", 10053, 53}
	open, shut := Changes([]Forward{kept, old}, []Forward{fresh, kept, fresh})
	if !slices.Equal(open, []Forward{fresh}) || !slices.Equal(shut, []Forward{old}) {
		t.Errorf("opens %v, shuts %v", open, shut)
	}
}

func TestAPortOfTheNodeItselfIsTaken(t *testing.T) {
	if port, taken := Taken([]Port{{"TCP", 80, 0}, {"TCP", 6443, 0}}, []int{6443, 10250}); !taken || port != 6443 {
		t.Errorf("%d %v", port, taken)
	}
	if _, taken := Taken([]Port{{"UDP", 6443, 0}}, []int{6443}); taken {
		t.Error("another protocol's port is free")
	}
}
