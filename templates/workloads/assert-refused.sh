{% include "student/session.sh" -%}
{% if pod %}as_student {{ student }} timeout 50 {{ kubectl }} --namespace {{ pod.namespace }} get pod {{ pod.name }} -o 'jsonpath={.status.phase} {.status.reason} {.status.message} {.status.containerStatuses[*].state.waiting.message} {.status.containerStatuses[*].lastState.terminated.message}' 2>&1 | tr '\n' ' '
{% else %}{% if supervisor == "student" %}as_student {{ student }} {% endif %}timeout 25 {{ program }} 2>&1 | tail -n 3 | tr '\n' ' '
{% endif -%}
