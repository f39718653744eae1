# What seclab may touch on a machine, as text: two surveys of the same machine can be compared.
export LC_ALL=C
tree() {
  find "$1" -type f -printf '%p %m %U:%G ' -exec sh -c 'sha256sum <"$1" | cut -c 1-16' sh {} \; \
    -o -printf '%p %m %U:%G %y %l\n' 2>/dev/null | sort
}
for place in /etc/modules-load.d /etc/sysctl.d /etc/systemd/system /etc/systemd/user /etc/apparmor.d /etc/subuid \
  /etc/subgid /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/sudoers.d /etc/containers /var/lib/systemd/linger \
  /var/lib/seclab /run/seclab /usr/local /var/lib/kubelet /var/lib/containers /home /var/spool/mail /var/cache/apparmor; do
  echo "== $place"
  tree "$place"
done
echo "== sysctl"
sysctl -a 2>/dev/null | grep -E '^(net\.ipv4\.(ip_forward|ping_group_range|conf\.[^.]+\.forwarding)|kernel\.(printk_ratelimit|unprivileged|apparmor)|user\.)' | sort
echo "== apparmor"
sort /sys/kernel/security/apparmor/profiles
echo "== user managers"
for manager in /sys/fs/cgroup/user.slice/user-*.slice/user@*.service; do
  [ ! -d "$manager" ] || echo "$manager $(cat "$manager/cgroup.controllers")"
done
echo "== packages"
dpkg-query -W -f '${binary:Package} ${Version} ${db:Status-Status}\n'
apt-mark showmanual
echo "== modules"
cut -d ' ' -f 1 /proc/modules | sort
