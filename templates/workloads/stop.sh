{% include "student/session.sh" -%}
{% if of_student %}# The unit itself says whose it is.
uid=$(sed -n 's/^ConditionUser=//p' {{ path }})
owner=$(id -nu "$uid" 2>/dev/null) || owner=
manager() { [ ! "$owner" ] || as_student "$owner" systemctl --user "$@" || :; }
{% else %}manager() { systemctl "$@" || :; }
{% endif %}manager stop {{ unit }}
remove_link {{ link }}
restore_file {{ path }}
rm -f /run/seclab/workloads/{{ name }}
manager daemon-reload
