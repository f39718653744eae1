{% include "workloads/running.sh" -%}
cat "/proc/$first/attr/current"
