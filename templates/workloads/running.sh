{% include "workloads/find.sh" -%}
{% if pod %}{% include "pods/find.sh" -%}
find_pod {{ student }} {{ server }} {{ pod.namespace }} {{ pod.name }} {{ pod.container }}
{% elif supervisor == "student" %}uid=$(id -u {{ student }})
find_first "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/app.slice/"{{ unit }}
{% else %}find_first "/sys/fs/cgroup/system.slice/"{{ unit }}
{% endif %}if [ ! "$first" ]; then
  echo "it is not running"
  exit 1
fi
