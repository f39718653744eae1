{% include "student/session.sh" -%}
began=$(date +%s)
ask() { as_student {{ student }} timeout 240 {{ kubectl }} "$@"; }
install -d -m 0755 /var/lib/seclab/pods
{% for pod in pods %}rm -f /var/lib/seclab/pods/{{ pod.identity.name }}
{% endfor %}
{% if waits %}# Made as it should be and not running: after a restart of the server it is on its way, and what is waited for here need
# not be made anew. The API server may still tell of the time before.
{% include "workloads/find.sh" -%}
{% include "pods/find.sh" -%}
while :; do
  missing=
  {% for pod in pods %}{% if pod.there %}find_pod {{ student }} {{ server }} {{ pod.identity.namespace }} {{ pod.identity.name }} {{ pod.identity.container }}
  if [ "$first" ]; then printf '%s\n' {{ pod.hash }} >/var/lib/seclab/pods/{{ pod.identity.name }}; else missing=yes; fi
  {% endif %}{% endfor %}[ "$missing" ] && [ $(($(date +%s) - began)) -lt 180 ] || break
  sleep 3
done
{% endif %}# A Pod's fields can't be changed: the old one goes first, by its old manifest, which may name another namespace.
# All in one command, each time: starting kubectl takes longer than what it does.
set --
{% for pod in pods %}[ -e /var/lib/seclab/pods/{{ pod.identity.name }} ] || [ ! -e {{ pod.file.path }} ] || set -- "$@" --filename {{ pod.file.path }}
{% endfor %}[ $# = 0 ] || ask delete "$@" --ignore-not-found --grace-period=2 --timeout=200s || :
set --
{% for pod in pods %}install_file {{ pod.file.path }} {{ pod.file.mode }} {{ pod.file.owner }} {{ pod.file.text }}
{% if pod.made %}[ -e /var/lib/seclab/pods/{{ pod.identity.name }} ] || set -- "$@" --filename {{ pod.file.path }}
{% endif %}{% endfor %}answer=
[ $# = 0 ] || answer=$(ask apply "$@" 2>&1) || :
echo "$answer"

columns='NAME:.metadata.name,PHASE:.status.phase,READY:.status.containerStatuses[*].ready,WAITS:.status.containerStatuses[*].state.waiting.reason'
# check NAMESPACE NAME HASH: one that runs gets its mark, one that can't is broken, any other is waited for.
check() {
  [ ! -e "/var/lib/seclab/pods/$2" ] || return 0
  line=$(printf '%s\n' "$seen" | sed -n "s/^$2  *//p")
  # shellcheck disable=SC2086 # columns
  set -- "$1" "$2" "$3" $line
  case "${4:-} ${5:-} ${6:-}" in
    'Running true '*) printf '%s\n' "$3" >"/var/lib/seclab/pods/$2" ;;
    *' ErrImageNeverPull' | *' ImagePullBackOff' | *' InvalidImageName' | *' CrashLoopBackOff' | *Create*Error | 'Failed '* | 'Succeeded '* | '  ') broken="$broken $1/$2" ;;
    *) waited_for="$waited_for $1/$2" ;;
  esac
}
began=$(date +%s) broken=
while [ $# != 0 ]; do
  # No answer says nothing about a Pod.
  until seen=$(ask get "$@" --ignore-not-found --no-headers --output "custom-columns=$columns"); do
    [ $(($(date +%s) - began)) -lt {{ seconds }} ] || break
    sleep 3
  done
  broken= waited_for=
  {% for pod in pods %}{% if pod.stays %}check {{ pod.identity.namespace }} {{ pod.identity.name }} {{ pod.hash }}
  {% endif %}{% endfor %}[ "$waited_for" ] || break
  if [ $(($(date +%s) - began)) -ge {{ seconds }} ]; then
    broken=$broken$waited_for
    break
  fi
  sleep 3
done
{% for pod in pods %}{% if not pod.stays %}printf '%s\n' {{ pod.hash }} >/var/lib/seclab/pods/{{ pod.identity.name }}
{% endif %}{% endfor %}

# said NAMESPACE NAME: why a Pod does not run, in the words of who refused it.
said() {
  if printf '%s\n' "$seen" | grep -q "^$2 "; then
    ask --namespace "$1" get pod "$2" --output 'jsonpath={range .status.containerStatuses[*]}{.state.waiting.reason}: {.lastState.terminated.message} {.state.waiting.message}{end}{.status.conditions[?(@.reason=="Unschedulable")].message} {.status.message}' || :
  else
    printf '%s\n' "$answer" | grep -F "$2" | head -n 1
  fi
}
if [ "$broken" ]; then
  failed=
  for one in $broken; do
    ask --namespace "${one%/*}" describe pod "${one#*/}" | tail -n 20 || :
    failed="$failed${one#*/}: $(said "${one%/*}" "${one#*/}"); "
  done
  echo "${failed%; }"
  exit 1
fi
