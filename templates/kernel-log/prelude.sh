PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
# What a record says of the process comes after its number, and its names are quoted by the kernel: nobody forges one.
records() {
  # The journal may be behind.
  journalctl --sync
  journalctl --quiet --no-pager -k -o cat "$@" | sed -n 's/^audit: type=1326 .* pid=\([0-9]*\) comm=.* arch=\([0-9a-f]*\) syscall=\([0-9]*\) .* code=\(0x[0-9a-f]*\).*/record=\1 \2 \3 \4/p' | sort -u
  lost=$(journalctl --quiet --no-pager -b -o cat "$@" _TRANSPORT=kernel + _TRANSPORT=driver | grep -c 'callbacks suppressed\|audit_lost\|audit: rate limit\|kernel messages')
  echo "lost=$lost"
}
