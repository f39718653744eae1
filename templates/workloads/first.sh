# Sets `first` to the subject's first process, where there is one, and `group` to its control group.
{% include "workloads/find.sh" -%}
first= group=
{% if subject.kind == "pod" %}{% include "pods/find.sh" -%}
find_pod {{ student }} {{ server }} {{ subject.namespace }} {{ subject.name }} {{ subject.container }}
{% elif subject.kind == "container" %}# Podman's own files, read and not asked for: starting Podman takes a second. Whose word they are does not matter: the
# process must be the student's, in a control group with the container's id.
while IFS=: read -r user secret uid gid comment home shell; do [ "$user" != {{ student }} ] || break; done </etc/passwd
named={{ subject.name }}
id=$(sed 's/},{"id"/}\n{"id"/g' "$home/.local/share/containers/storage/overlay-containers/containers.json" 2>/dev/null |
  sed -n 's/^\[*{"id":"\([0-9a-f]*\)","names":\["'"$named"'"\].*/\1/p')
pid=
[ ! "$id" ] || read -r pid 2>/dev/null <"/run/user/$uid/containers/overlay-containers/$id/userdata/pidfile" || :
case $pid in
  *[!0-9]* | '') ;;
  *)
    line=
    [ ! -r "/proc/$pid/cgroup" ] || read -r line <"/proc/$pid/cgroup"
    case $line in "0::/user.slice/user-$uid.slice/"*"$id"*) first=$pid group=/sys/fs/cgroup${line#0::} ;; esac
    ;;
esac
{% elif subject.supervisor == "student" %}uid=$(id -u {{ student }})
find_first "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/"{{ subject.unit }}
{% else %}find_first "/sys/fs/cgroup/system.slice/"{{ subject.unit }}
{% endif %}