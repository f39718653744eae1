uid=$(id -u "$STUDENT")
kept=/var/lib/seclab/exercise-delegation
if [ -d "$kept" ]; then
  for folder in user@.service.d "user@$uid.service.d"; do
    rm -rf "/etc/systemd/system/$folder"
    if [ -d "$kept/$folder" ]; then cp -a "$kept/$folder" /etc/systemd/system/; fi
  done
  systemctl daemon-reload
  # Restarting the student's manager ends all of the student's containers: only where it lacks something.
  has=$(cat "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/cgroup.controllers" 2>/dev/null || :)
  lacking=
  for controller in cpu cpuset io memory pids; do
    case " $has " in
      *" $controller "*) ;;
      *) lacking=$controller ;;
    esac
  done
  if [ "$lacking" ]; then systemctl restart "user@$uid.service"; fi
  rm -rf "$kept"
fi
