PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
journalctl --quiet --no-pager -k -b -o cat | grep -a 'apparmor="\(DENIED\|ALLOWED\)"' | tail -n 20000
exit 0
