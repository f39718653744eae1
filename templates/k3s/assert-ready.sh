{% include "student/session.sh" -%}
ask() { as_student {{ student }} timeout 30 {{ kubectl }} "$@"; }
# After a restore or a start the node may not have reported yet.
tries=0
until
  said="$(ask get --raw /readyz) $(ask get nodes -o 'jsonpath={range .items[*].status.conditions[?(@.status=="True")]}{.type}{end}')"
  [ "$said" = "ok Ready" ] || [ "$tries" = 12 ]
do
  tries=$((tries + 1))
  sleep 4
done
echo "$said"
