uid=$(id -u {{ student }})
read -r controllers <"/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/"{{ unit }}/kubepods/cgroup.controllers
for wanted in cpu memory pids; do
  case " $controllers " in *" $wanted "*) printf '%s ' "$wanted" ;; esac
done
