{% include "student/session.sh" -%}
uid=$(sed -n 's/^ConditionUser=//p' /etc/systemd/user/{{ unit }}.d/seclab.conf 2>/dev/null || :)
owner=$(id -nu "$uid" 2>/dev/null) || owner=
[ ! "$owner" ] || as_student "$owner" timeout 120 {{ kubectl }} delete --filename {{ path }} --ignore-not-found --grace-period=2 || :
restore_file {{ path }}
rm -f /var/lib/seclab/pods/{{ name }}
