head=$(printf 'GET / HTTP/1.0\r\n\r\n' | timeout 15 busybox nc -w 10 127.0.0.1 {{ port }} 2>/dev/null | head -n 1) || :
case $head in HTTP/*) echo yes ;; *) echo no ;; esac
