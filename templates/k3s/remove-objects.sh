{% include "student/session.sh" -%}
{% include "k3s/owner.sh" -%}
[ ! "$owner" ] || as_student "$owner" timeout 230 {{ kubectl }} delete --filename {{ path }} --ignore-not-found --grace-period=2 --timeout=200s || :
restore_file {{ path }}
rm -f {{ mark }}
