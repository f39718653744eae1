{% include "student/session.sh" -%}
manager() {
  of=$1
  shift
  if [ "$of" = student ]; then as_student {{ student }} systemctl --user "$@"; else systemctl "$@"; fi
}
# said SUPERVISOR UNIT: its newest lines. Podman's own reason is among them, systemd's is not the one that helps.
said() {
  if [ "$1" = student ]; then
    journalctl --quiet --no-pager -n 40 -o cat "_SYSTEMD_USER_UNIT=$2"
  else
    journalctl --quiet --no-pager -n 40 -o cat -u "$2"
  fi
}
install -d -m 0755 /run/seclab/workloads
# A first container of its kind brings kernel modules.
begin_survey
{% for workload in workloads %}# Until the end this mark differs from every hash, so an interrupted start is seen.
echo starting >/run/seclab/workloads/{{ workload.name }}
{% for file in workload.files %}install_file {{ file.path }} {{ file.mode }} {{ file.owner }} {{ file.text }}
{% endfor %}{% if workload.link %}install_link {{ workload.link }} {{ workload.unit_path }}
{% endif %}{% endfor %}# All at once, and systemctl waits for all: most of the time a container's start waits itself.
{% for supervisor in supervisors %}manager {{ supervisor }} daemon-reload
manager {{ supervisor }} restart{% for workload in workloads %}{% if workload.link and workload.supervisor == supervisor %} {{ workload.unit }}{% endif %}{% endfor %} || :
{% endfor %}failed=
# settle NAME SUPERVISOR UNIT HASH
settle() {
  if [ "$(manager "$2" is-active "$3")" = active ]; then
    printf '%s\n' "$4" >"/run/seclab/workloads/$1"
    return
  fi
  said "$2" "$3" | grep -v '^$' | tail -n 20
  reason=$(said "$2" "$3" | sed -n 's/^Error: //p' | tail -n 1)
  failed="$failed$1: ${reason:-its unit $3 failed}; "
}
{% for workload in workloads %}{% if workload.link %}settle {{ workload.name }} {{ workload.supervisor }} {{ workload.unit }} {{ workload.hash }}
{% else %}rm -f /run/seclab/workloads/{{ workload.name }}
{% endif %}{% endfor %}note_survey
if [ "$failed" ]; then
  echo "${failed%; }"
  exit 1
fi
