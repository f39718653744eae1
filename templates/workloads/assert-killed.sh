{% include "workloads/running.sh" -%}
killed() {
  while read -r key count; do [ "$key" = oom_kill ] && echo "$count"; done <"$group/memory.events"
}
before=$(killed)
code=0
# In its control group runs a program that nobody there can have changed; it holds what it has, unless it is killed.
timeout 30 sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2" eat memory "$3"' sh "$group" {{ toolbox }} {{ mebibytes }} >/dev/null 2>&1 || code=$?
if [ "$code" = 137 ] && [ "$(killed)" -gt "$before" ]; then
  echo killed
else
  echo "ended with code $code, killed by the kernel for want of memory: $(($(killed) - before))"
fi
