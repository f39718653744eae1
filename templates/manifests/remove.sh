{% include "student/session.sh" -%}
uid=$(sed -n 's/^ConditionUser=//p' /etc/systemd/user/{{ unit }}.d/seclab.conf 2>/dev/null || :)
owner=$(id -nu "$uid" 2>/dev/null) || owner=
[ ! "$owner" ] || as_student "$owner" timeout 230 {{ kubectl }} delete --filename {{ path }} --ignore-not-found --timeout=200s || :
restore_file {{ path }}
rm -f /var/lib/seclab/manifests/{{ name }}
