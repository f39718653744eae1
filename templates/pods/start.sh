{% include "student/session.sh" -%}
began=$(date +%s)
ask() { as_student {{ student }} timeout 120 {{ kubectl }} "$@"; }
install -d -m 0755 /var/lib/seclab/pods
{% for pod in pods %}rm -f /var/lib/seclab/pods/{{ pod.identity.name }}
install_file {{ pod.file.path }} {{ pod.file.mode }} {{ pod.file.owner }} {{ pod.file.text }}
{% endfor %}# A Pod's fields can't be changed: the old one goes first. All at once, because most of it is waiting.
{% for pod in pods %}ask --namespace {{ pod.identity.namespace }} delete pod {{ pod.identity.name }} --ignore-not-found --wait=false --grace-period=2 || :
{% endfor %}{% for pod in pods %}ask --namespace {{ pod.identity.namespace }} wait --for=delete --timeout=100s pod/{{ pod.identity.name }} || :
{% endfor %}failed=
# said NAMESPACE NAME: why a Pod does not run, in the words of who refused it.
said() {
  ask --namespace "$1" get pod "$2" -o 'jsonpath={range .status.containerStatuses[*]}{.state.waiting.reason}: {.lastState.terminated.message}{.lastState.terminated.reason} {.state.waiting.message}{end}{.status.conditions[?(@.reason=="Unschedulable")].message} {.status.message}' 2>&1 || :
}
runs() { [ "$(ask --namespace "$1" get pod "$2" -o 'jsonpath={.status.phase} {.status.containerStatuses[*].ready}' 2>/dev/null)" = 'Running true' ]; }
# settle NAMESPACE NAME HASH
settle() {
  reason=
  until runs "$1" "$2"; do
    reason=$(said "$1" "$2")
    case $reason in *ErrImageNeverPull* | *CreateContainer*Error* | *InvalidImageName* | *CrashLoopBackOff*) break ;; esac
    [ $(($(date +%s) - began)) -lt {{ seconds }} ] || break
    sleep 3
  done
  if [ ! "$reason" ] || runs "$1" "$2"; then
    printf '%s\n' "$3" >"/var/lib/seclab/pods/$2"
    return
  fi
  ask --namespace "$1" describe pod "$2" | tail -n 20 || :
  failed="$failed$2: $reason; "
}
{% for pod in pods %}ask apply --filename {{ pod.file.path }} || {% if pod.stays %}failed="$failed"{{ pod.identity.name }}": it was not accepted; "{% else %}:{% endif %}
{% endfor %}{% for pod in pods %}{% if pod.stays %}settle {{ pod.identity.namespace }} {{ pod.identity.name }} {{ pod.hash }}
{% else %}printf '%s\n' {{ pod.hash }} >/var/lib/seclab/pods/{{ pod.identity.name }}
{% endif %}{% endfor %}if [ "$failed" ]; then
  echo "${failed%; }"
  exit 1
fi
