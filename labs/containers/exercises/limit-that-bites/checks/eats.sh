# What happens to a program in the container that takes so many MiB.
first=$(as_student "$STUDENT" podman inspect --type container --format '{{.State.Pid}}' limit-that-bites 2>/dev/null)
line=
case $first in
  *[!0-9]* | '' | 0) ;;
  *) read -r line <"/proc/$first/cgroup" ;;
esac
# Whose word it is does not matter: what it names must be the student's.
case $line in
  "0::/user.slice/user-$(id -u "$STUDENT").slice/"*) group=/sys/fs/cgroup${line#0::} ;;
  *)
    echo 'it is not running'
    exit
    ;;
esac
# A program of ours goes into the container's control group and takes the memory: nothing that lies in the container is
# run, and nothing of it stays there.
said=$(mktemp)
timeout 20 sh -c 'echo $$ >"$0/cgroup.procs" && exec "$1" eat memory "$2"' "$group" "$TOOLBOX" "$1" >"$said" 2>/dev/null &
while kill -0 $! 2>/dev/null && ! grep -q holding "$said"; do sleep 0.2; done
if grep -q holding "$said"; then
  echo 'goes on'
  kill $!
  wait $!
else
  wait $!
  code=$?
  case $code in
    137) echo killed ;;
    *) echo "it ended with code $code" ;;
  esac
fi
rm -f "$said"
