{% include "workloads/running.sh" -%}
for wanted in{% for key in keys %} {{ key }}{% endfor %}; do
  while read -r key value; do
    [ "$key" = "$wanted:" ] && printf '%s ' "$value"
  done <"/proc/$first/status"
done
