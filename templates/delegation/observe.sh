name={{ name }}
while IFS=: read -r user secret uid rest; do
  if [ "$user" = "$name" ]; then
    say_line controllers "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/cgroup.controllers"
    for scope in "/sys/fs/cgroup/user.slice/user-$uid.slice"/session-*.scope; do
      [ -d "$scope" ] && say session "${scope##*/}"
    done
  fi
done </etc/passwd
say_line in_vain /run/seclab/restarted-in-vain
