{% include "workloads/running.sh" -%}
# Inside its own user namespace: the id that the map gives for the one outside.
while read -r key real rest; do
  [ "$key" = Uid: ] || continue
  while read -r inside outside count; do
    if [ "$real" -ge "$outside" ] && [ "$real" -lt $((outside + count)) ]; then echo $((real - outside + inside)); fi
  done <"/proc/$first/uid_map"
done <"/proc/$first/status"
