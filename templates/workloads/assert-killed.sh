{% include "student/session.sh" -%}
{% include "workloads/running.sh" -%}
killed() {
  while read -r key count; do [ "$key" = oom_kill ] && echo "$count"; done <"$group/memory.events"
}
before=$(killed)
code=0
{% if supervisor == "student" %}as_student {{ student }} {% endif %}podman exec {{ container }} toolbox eat memory {{ mebibytes }} >/dev/null 2>&1 || code=$?
if [ "$code" = 137 ] && [ "$(killed)" -gt "$before" ]; then
  echo killed
else
  echo "ended with code $code, killed by the kernel for want of memory: $(($(killed) - before))"
fi
