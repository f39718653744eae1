# Takes the machine for one instance, or says whose it is. A link is made whole or not at all.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 077
folder=/var/lib/seclab
if [ -s "$folder/inventory" ] && [ ! -e "$folder/owner" ]; then
  sed -n 's/^instance=//p' /etc/seclab/instance 2>/dev/null || echo unknown
  exit 77
fi
[ -d "$folder" ] || mkdir "$folder"
printf '%s %s\n' {{ id }} {{ owner }} >"$folder/owner.{{ number }}"
ln "$folder/owner.{{ number }}" "$folder/owner" 2>/dev/null || :
rm -f "$folder/owner.{{ number }}"
read -r id owner <"$folder/owner"
if [ "$id" != {{ id }} ]; then
  printf '%s\n' "$owner"
  exit 77
fi
