{% include "workloads/running.sh" -%}
port=$(printf '%04X' {{ port }})
found=no
while read -r slot local remote state rest; do
  case "$local $state" in *":$port 0A") found=yes ;; esac
done <<list
$(cat "/proc/$first/net/tcp" "/proc/$first/net/tcp6" 2>/dev/null)
list
echo "$found"
