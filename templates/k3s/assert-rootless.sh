uid=$(id -u {{ student }})
found=0 roots=0
# Pods lie in groups below the server's.
for list in $(find "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/"{{ unit }} -name cgroup.procs); do
  while read -r process; do
    found=$((found + 1))
    while read -r key real effective saved file; do
      if [ "$key" = Uid: ]; then
        case " $real $effective $saved $file " in *' 0 '*) roots=$((roots + 1)) ;; esac
      fi
    done 2>/dev/null <"/proc/$process/status"
  done <"$list"
done
if [ "$found" = 0 ]; then
  echo "it does not run"
elif [ "$roots" != 0 ]; then
  echo "$roots of $found processes are root's"
else
  echo rootless
fi
