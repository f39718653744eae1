uid=$(id -u {{ student }})
server=/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/{{ unit }}
# Pods lie in groups below the server's. A container that ends meanwhile takes its group and its processes with it.
users=$(find "$server" -name cgroup.procs -exec cat {} + 2>/dev/null | sed 's|.*|/proc/&/status|' |
  xargs -r grep -h '^Uid:' 2>/dev/null)
found=0 roots=0
while read -r key real effective saved file; do
  [ "$key" ] || continue
  found=$((found + 1))
  case " $real $effective $saved $file " in *' 0 '*) roots=$((roots + 1)) ;; esac
done <<END
$users
END
if [ "$found" = 0 ]; then
  echo "it does not run"
elif [ "$roots" != 0 ]; then
  echo "$roots of $found processes are root's"
else
  echo rootless
fi
