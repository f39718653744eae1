{% include "student/session.sh" -%}
{% if supervisor == "student" %}manager() { as_student {{ student }} systemctl --user "$@"; }
said() { journalctl --quiet --no-pager -n 40 -o cat "_SYSTEMD_USER_UNIT="{{ unit }}; }
{% else %}manager() { systemctl "$@"; }
said() { journalctl --quiet --no-pager -n 40 -o cat -u {{ unit }}; }
{% endif %}install -d -m 0755 /run/seclab/workloads
# Until the end this mark differs from every hash, so an interrupted start is seen.
echo starting >/run/seclab/workloads/{{ name }}
{% for file in files %}install_file {{ file.path }} {{ file.mode }} {{ file.owner }} {{ file.text }}
{% endfor %}install_link {{ link }} {{ unit_path }}
manager daemon-reload
if ! manager restart {{ unit }}; then
  # Podman's own reason, not systemd's.
  said | grep -v '^$' | tail -n 20
  reason=$(said | sed -n 's/^Error: //p' | tail -n 1)
  echo "${reason:-the unit failed: journalctl --user -u $(echo {{ unit }})}"
  exit 1
fi
printf '%s\n' {{ hash }} >/run/seclab/workloads/{{ name }}
