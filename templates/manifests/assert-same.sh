{% include "student/session.sh" -%}
# diff ends with 1 where something differs.
if as_student {{ student }} timeout 50 {{ kubectl }} diff{% for path in paths %} --filename {{ path }}{% endfor %} >/run/seclab/diff 2>&1; then
  echo same
else
  grep '^[-+]' /run/seclab/diff | head -n 5 | tr '\n' ' '
fi
