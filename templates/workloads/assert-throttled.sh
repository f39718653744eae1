{% include "workloads/running.sh" -%}
throttled() {
  while read -r key count; do [ "$key" = nr_throttled ] && echo "$count"; done <"$group/cpu.stat"
}
read -r quota period <"$group/cpu.max"
before=$(throttled)
sleep 2
after=$(throttled)
if [ "$quota" != max ] && [ $((quota * 1000 / period)) = {{ thousandths }} ] && [ "$after" -gt "$before" ]; then
  echo throttled
else
  echo "cpu.max is $quota $period, and it was throttled $((after - before)) times in 2 s"
fi
