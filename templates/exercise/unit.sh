{% if supervisor == "student" %}{% include "student/session.sh" -%}
as_student {{ student }} systemctl --user show --property {{ property }} --value {{ unit }}
{% else %}systemctl show --property {{ property }} --value {{ unit }}
{% endif %}
