# Where an answer is expected it may still be on its way: a Service forgets its Pods while the node does not report.
tries=0
until
  head=$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 15 busybox nc -w 10 127.0.0.1 {{ port }} 2>/dev/null | head -n 1) || :
  case $head in HTTP/*) answers=yes ;; *) answers=no ;; esac
  [ "$answers" = {{ expected }} ] || [ "$tries" = 12 ]
do
  tries=$((tries + 1))
  sleep 4
done
echo "$answers"
