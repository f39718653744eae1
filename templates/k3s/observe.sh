uid= home=
while IFS=: read -r user secret id gid comment folder shell; do
  [ "$user" != {{ student }} ] || { uid=$id home=$folder; }
done </etc/passwd
server=/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/{{ unit }}
if [ -r "$server/cgroup.events" ]; then
  while read -r key value; do [ "$key $value" != "populated 1" ] || say running yes; done <"$server/cgroup.events"
fi
if [ -L {{ link }} ]; then say linked yes; fi
say_file started /run/seclab/k3s
data=$home/.rancher/k3s
if [ "$home" ] && [ -L "$data/agent/kubelet/seccomp/profiles" ]; then
  found=$(readlink "$data/agent/kubelet/seccomp/profiles")
  say seccomp "${found%/profiles}"
fi
if [ -s "$data/agent/images/seclab-toolbox.tar" ]; then say archive yes; fi
say_file loaded {{ images }}
for mark in /var/lib/seclab/kubernetes-archives/*; do
  [ -r "$mark" ] || continue
  read -r hash stat <"$mark"
  name=${mark##*/}
  found=$(stat -c %s:%Y "$data/agent/images/$name" 2>/dev/null) || found=-
  say archive-file "$hash $stat $found $name"
done
for name in{% for service in services %} {{ service }}{% endfor %}; do
  if [ -e "/sys/fs/cgroup/system.slice/$name/cgroup.procs" ] || [ -L "/etc/systemd/system/multi-user.target.wants/$name" ]; then
    say service "$name"
  fi
done
for path in{% for path in programs %} {{ path }}{% endfor %}; do
  [ -e "$path" ] || continue
  say program "$path $(stat -c '%s %Z %i %a %U:%G %F' -- "$path")"
  if [ -r "/var/lib/seclab/programs/${path##*/}" ]; then
    IFS= read -r mark <"/var/lib/seclab/programs/${path##*/}"
    say mark "$path $mark"
  fi
done
