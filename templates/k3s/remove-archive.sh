{% include "student/session.sh" -%}
as_student {{ student }} sh -c 'rm -f "$HOME/.rancher/k3s/agent/images/$1"' sh {{ name }}
rm -f /var/lib/seclab/kubernetes-archives/{{ name }}
