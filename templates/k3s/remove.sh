{% include "student/session.sh" -%}
{% include "k3s/wipe.sh" -%}
{% include "k3s/owner.sh" -%}
[ ! "$owner" ] || wipe_kubernetes "$owner"
awk -F "$tab" '$1 == "program" { print $2 FS $3 }' "$inventory" >/run/seclab/programs
while IFS="$tab" read -r program before <&3; do
  case $before in
    absent) rm -f -- "$program" ;;
    *) [ ! -e "$before" ] || mv -fT -- "$before" "$program" ;;
  esac
  rm -f -- "/var/lib/seclab/programs/${program##*/}"
  forget program "$program"
done 3</run/seclab/programs
remove_link {{ link }}
restore_file {{ path }}
rm -f /run/seclab/k3s
[ ! "$owner" ] || as_student "$owner" systemctl --user daemon-reload || :
