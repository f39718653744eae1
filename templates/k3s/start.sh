{% include "student/session.sh" -%}
unit={{ unit }}
manager() { as_student {{ student }} systemctl --user "$@"; }
journal() { journalctl --quiet --no-pager -o cat --since "@$began" "_SYSTEMD_USER_UNIT=$unit"; }
began=$(date +%s)
# Until the end this mark differs from every hash, so an interrupted start is seen.
echo starting >/run/seclab/k3s
remember kubernetes {{ student }} absent
# The kubelet finds the lab's profiles beside the student's own.
as_student {{ student }} sh -c '
  umask 077
  mkdir -p "$HOME/.rancher/k3s/agent/kubelet/seccomp"
  ln -sfn "$1/profiles" "$HOME/.rancher/k3s/agent/kubelet/seccomp/profiles"
' sh {{ seccomp }}
install_link {{ link }} {{ unit_path }}
manager daemon-reload
manager reset-failed "$unit" 2>/dev/null || :
manager restart "$unit"

# Starting kubectl takes seconds of the very processor that the server needs, so the journal is read first.
ask() { as_student {{ student }} timeout 30 {{ kubectl }} "$@" 2>/dev/null; }
failed() {
  journal | tail -n 60
  echo "Kubernetes did not start: $1"
  exit 1
}
up() { journal | grep -q 'k3s is up and running'; }
ready() { [ "$(ask get nodes -o 'jsonpath={.items[0].status.conditions[?(@.type=="Ready")].status}')" = True ]; }
accounts() { ask -n default get serviceaccount default >/dev/null; }
# wait_for WHAT COMMAND SECONDS-BETWEEN
wait_for() {
  echo "waiting for $1"
  until $2; do
    case $(manager is-active "$unit") in active | activating | reloading) ;; *) failed "its unit is not active" ;; esac
    [ "$(manager show --property NRestarts --value "$unit")" -lt 3 ] || failed "it ended three times"
    [ $(($(date +%s) - began)) -lt {{ seconds }} ] || failed "still waiting for $1 after {{ seconds }} s"
    sleep "$3"
  done
}
wait_for "the API server" up 2
wait_for "the node" ready 4
wait_for "the default service account" accounts 4
echo {{ hash }} >/run/seclab/k3s
