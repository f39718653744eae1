{% include "student/session.sh" -%}
ask() { as_student {{ student }} {{ kubectl }} "$@"; }
echo "$(ask get --raw /readyz) $(ask get nodes -o 'jsonpath={range .items[*].status.conditions[?(@.status=="True")]}{.type}{end}')"
