# The node's busybox is there for the container images; curl may not be.
/bin/busybox wget -q -O - --no-check-certificate https://127.0.0.1:6443/api 2>&1 | grep -o ' 401 '
