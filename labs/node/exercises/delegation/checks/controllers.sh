# What a service of the student's really gets: the student's systemd hands on only what it knew of when it started.
has=$(as_student "$STUDENT" systemd-run --user --quiet --pipe --property Delegate=yes /bin/sh -c '
  /bin/cat "/sys/fs/cgroup$(/bin/sed s/^0::// /proc/self/cgroup)/cgroup.controllers"' 2>/dev/null)
missing=
for controller in cpu cpuset io memory pids; do
  case " $has " in
    *" $controller "*) ;;
    *) missing="$missing $controller" ;;
  esac
done
echo "missing:${missing:- none}"
