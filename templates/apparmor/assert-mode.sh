# A process takes on the profile, and the kernel says so. It is asked from outside: the profile may deny everything.
aa-exec -p {{ name }} -- sleep 5 >/dev/null 2>&1 &
tries=0
until read -r label <"/proc/$!/attr/current" && [ "$label" != unconfined ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 50 ] || break
  sleep 0.1
done
echo "$label"
kill $!
