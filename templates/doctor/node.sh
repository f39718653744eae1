# Looks, and changes nothing: the clock, and the room on the root file system in KiB.
PATH=/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL
date '+clock=%s.%N'
df -Pk / | while read -r device size used free rest; do
  case $size in *[!0-9]*) ;; *) echo "size=$size"; echo "free=$free" ;; esac
done
