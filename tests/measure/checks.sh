# What an admin would write to see whether a node is prepared as lab `node` says: `ssh node sudo sh -s <checks.sh`.
# $key is the public key that may log in, $sums the files' expected sha256.
student=student
failed=0
check() {
  what=$1
  shift
  "$@" >/dev/null 2>&1 || { echo "FAIL $what"; failed=1; }
}
contains() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }
enabled() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }
none_but_installed() { ! dpkg-query -W -f '${db:Status-Status}\n' "$@" 2>&1 | grep -qvx installed; }
loaded() { for module in "$@"; do [ -d "/sys/module/$module" ] || return 1; done; }
no_sudo() { ! contains sudo "$(id -nG "$student")"; }
sums() { printf %s "$sums" | sha256sum -c --quiet; }
modes() { ! stat -c '%a %U:%G' $(printf %s "$sums" | cut -c 67-) 2>&1 | grep -qvx '644 root:root'; }

check 'cgroup v2' [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]
check 'cloud-init is done' [ -e /run/cloud-init/result.json ]
check packages none_but_installed uidmap dbus-user-session fuse3 slirp4netns iproute2 iptables apparmor \
  apparmor-utils kmod ca-certificates
check modules loaded overlay fuse tun veth bridge br_netfilter vxlan nf_conntrack nf_tables x_tables ip_tables \
  ip6_tables iptable_filter iptable_nat ip6table_nat ip_set xt_set
check 'texts of five files' sums
check 'modes and owners of five files' modes
check sysctls [ "$(sysctl -n net.ipv4.ip_forward net.ipv4.ping_group_range)" = "$(printf '1\n0\t2147483647')" ]
uid=$(id -u "$student" 2>/dev/null)
check student [ -n "$uid" ]
check 'authorized key' grep -qxF "$key" "/home/$student/.ssh/authorized_keys"
check 'no sudo' no_sudo
check subuid grep -q "^$student:[0-9]*:65536$" /etc/subuid
check subgid grep -q "^$student:[0-9]*:65536$" /etc/subgid
check linger [ -e "/var/lib/systemd/linger/$student" ]
controllers=$(cat "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/cgroup.controllers" 2>/dev/null)
for controller in cpu cpuset io memory pids; do
  check "controller $controller" contains "$controller" "$controllers"
done
check apparmor enabled /sys/module/apparmor/parameters/enabled Y
check 'profile deny-write' grep -qx 'seclab-deny-write (enforce)' /sys/kernel/security/apparmor/profiles
check 'profile complain' grep -qx 'seclab-complain (complain)' /sys/kernel/security/apparmor/profiles
check 'complain at boot' [ -L /etc/apparmor.d/force-complain/seclab-complain ]
exit $failed
