{% include "workloads/first.sh" -%}
if [ ! "$first" ]; then
  echo "it is not running"
  exit 1
fi
