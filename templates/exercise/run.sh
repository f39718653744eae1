set -eu
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
STUDENT={{ student }}
export PATH LC_ALL STUDENT
{% include "student/session.sh" -%}
{% if part == "setup" %}install -d -m 0755 /run/seclab/exercises
{% if manifest != "" %}# For the student to start from.
printf '%s' {{ manifest }} >/run/seclab/exercises/{{ exercise }}.yaml
{% endif %}date +%s >/run/seclab/exercises/{{ exercise }}
{% endif %}{% if script != "" %}{% if worker == "student" %}as_student "$STUDENT" bash -eu -o pipefail -c 'cd; eval "$0"' {{ script }}
{% elif worker == "admin" %}cd
bash -eu -o pipefail -c {{ script }}
{% else %}cd /
eval {{ script }}
{% endif %}{% endif %}{% if part == "reset" %}rm -f /run/seclab/exercises/{{ exercise }} /run/seclab/exercises/{{ exercise }}.yaml
{% endif %}
