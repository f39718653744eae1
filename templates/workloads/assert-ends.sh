{% include "student/session.sh" -%}
# It may still be on its way there.
tries=0
until
  said=$(as_student {{ student }} timeout 20 {{ kubectl }} --namespace {{ pod.namespace }} get pod {{ pod.name }} -o 'jsonpath={.status.containerStatuses[*].state.terminated.reason}')
  [ "$said" ] || [ "$tries" = 5 ]
do
  tries=$((tries + 1))
  sleep 3
done
echo "$said"
