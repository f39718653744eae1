{% include "workloads/running.sh" -%}
# A map is shown in terms of its reader's namespace: here the node's own.
mapped=
while read -r inside outside count; do
  [ "$inside" = 0 ] && mapped=$outside
done <"/proc/$first/uid_map"
case $mapped in
  0) echo root ;;
  "$(id -u {{ student }})") echo student ;;
  *)
    if awk -F : -v name={{ student }} -v id="$mapped" '
      $1 == name && id >= $2 && id < $2 + $3 { found = 1 } END { exit !found }' /etc/subuid; then
      echo subordinate
    else
      echo "the node's id $mapped"
    fi
    ;;
esac
