{% include "workloads/find.sh" -%}
{% include "pods/find.sh" -%}
{% for pod in pods %}find_pod {{ student }} {{ server }} {{ pod.namespace }} {{ pod.name }} {{ pod.container }}
if [ "$first" ]; then say running {{ pod.name }}; fi
{% endfor %}for mark in /var/lib/seclab/pods/*; do
  [ -r "$mark" ] && { IFS= read -r hash <"$mark" || :; say made "${mark##*/} $hash"; }
done
