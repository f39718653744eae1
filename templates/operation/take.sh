umask 077; install -d -m 0700 /var/lib/seclab; cat >{{ path }}
