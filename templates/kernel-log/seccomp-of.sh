{% include "kernel-log/prelude.sh" -%}
{% include "workloads/running.sh" -%}
# Whoever runs in its control group, also below it.
find "$group" -name cgroup.procs -exec cat {} + | sed 's/^/pid=/'
records
