# Where an answer is expected it may still be on its way: a Service forgets its Pods while the node does not report.
began=$(date +%s)
until
  head=$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 8 busybox nc -w 5 127.0.0.1 {{ port }} 2>/dev/null | head -n 1) || :
  case $head in HTTP/*) answers=yes ;; *) answers=no ;; esac
  [ "$answers" = {{ expected }} ] || [ $(($(date +%s) - began)) -ge {{ seconds }} ]
do
  sleep 3
done
echo "$answers"
