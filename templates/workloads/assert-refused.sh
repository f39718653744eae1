{% include "student/session.sh" -%}
{% if subject.supervisor == "student" %}as_student {{ student }} {% endif %}timeout 25 {{ program }} 2>&1 | tail -n 3 | tr '\n' ' '
