# Last first, so that what was built on something goes before it. What is done is struck off the list at once:
# an undo that was cut off is continued by the next. Each step may find its work done already.
if [ -e /var/lib/seclab/owner ]; then
  read -r id owner </var/lib/seclab/owner
elif [ -e "$inventory" ]; then
  id= owner=unknown
else
  id={{ id }}
fi
if [ "$id" != {{ id }} ]; then
  echo "$owner"
  exit 77
fi
note_survey
[ -e "$inventory" ] || : >"$inventory"

{% include "student/session.sh" -%}
{% include "k3s/wipe.sh" -%}
stays() {
  echo "stays: $1"
}
# listed KIND [BEFORE]
listed() {
  awk -F "$tab" -v kind="$1" -v before="${2:-}" '$1 == kind && (before == "" || $3 == before) { print $2 }' "$inventory"
}
# stop_workload UNIT-FILE
stop_workload() {
  unit=${1##*/}
  case $1 in
    /etc/systemd/system/*) systemctl stop "$unit" || : ;;
    *)
      owner=$(id -nu "$(sed -n 's/^ConditionUser=//p' "$1")" 2>/dev/null) || return 0
      as_student "$owner" systemctl --user stop "$unit" || :
      ;;
  esac
}
# undo_image OWNER REFERENCE: those of a user that goes go with the home.
undo_image() {
  id -u "$1" >/dev/null 2>&1 || return 0
  [ "$(listed user absent | grep -cx -- "$1")" = 0 ] || return 0
  if [ "$1" = root ]; then podman rmi --force "$2" || :; else as_student "$1" podman rmi --force "$2" || :; fi
}
undo_file() {
  case $1 in
    /etc/systemd/user/seclab-*.service | /etc/systemd/system/seclab-*.service) [ ! -e "$1" ] || stop_workload "$1" ;;
    /etc/apparmor.d/*)
      name=${1##*/}
      [ ! -e "$1" ] || apparmor_parser -R "$1" || :
      unload_profile "$name"
      rm -f /var/cache/apparmor/*/"$name"
      ;;
  esac
  restore_file "$1" || return 1
  case $1 in
    /etc/apparmor.d/*) [ ! -e "$1" ] || apparmor_parser -r -W "$1" || stays "the AppArmor profile $1 is not loaded" ;;
  esac
}
unload_profile() {
  if grep -qsF -- "$1 (" /sys/kernel/security/apparmor/profiles; then
    printf %s "$1" >/sys/kernel/security/apparmor/.remove || stays "the AppArmor profile $1 in the kernel"
  fi 2>/dev/null
}
# undo_user NAME BEFORE
undo_user() {
  uid=$(id -u "$1" 2>/dev/null) || return 0
  loginctl disable-linger "$1" || :
  loginctl terminate-user "$1" 2>/dev/null || :
  systemctl stop "user@$uid.service" || :
  tries=0
  while pgrep -u "$uid" >/dev/null && [ "$tries" -lt 20 ]; do
    pkill -KILL -u "$uid" || :
    tries=$((tries + 1))
    sleep 0.5
  done
  if [ "$2" = home ]; then userdel "$1"; else userdel --remove "$1"; fi
}
undo_key() {
  id -u "$1" >/dev/null 2>&1 || return 0
  # As the student: what lies there may be a link to anywhere.
  runuser -u "$1" -- sh -c '
    file=$1/.ssh/authorized_keys
    state=${2%% *} line=${2#* }
    if [ -e "$file" ]; then
      cp -p "$file" "$file.seclab"
      awk -v line="$line" "\$0 != line" "$file" >"$file.seclab"
      if [ "$state" = unended ]; then truncate -s -1 "$file.seclab"; fi
      mv -f "$file.seclab" "$file"
      case $state in no-*) [ -s "$file" ] || rm -f "$file" ;; esac
    fi
    [ "$state" != no-folder ] || rmdir "$1/.ssh" 2>/dev/null || :
  ' sh "$(getent passwd "$1" | cut -d : -f 6)" "$2"
}
undo_one() {
  case $1 in
    file) undo_file "$2" ;;
    folder) rmdir -- "$2" 2>/dev/null || [ ! -d "$2" ] || stays "the folder $2: there is more in it" ;;
    link)
      rm -f -- "$2"
      [ "$3" = absent ] || ln -s -- "$3" "$2"
      ;;
    kubernetes) ! id -u "$2" >/dev/null 2>&1 || wipe_kubernetes "$2" ;;
    program)
      case $3 in
        absent) rm -f -- "$2" || return 1 ;;
        *) [ ! -e "$3" ] || mv -fT -- "$3" "$2" || return 1 ;;
      esac
      ;;
    service)
      [ "${3% *}" != enabled ] || systemctl enable "$2" 2>/dev/null || :
      [ "${3#* }" != active ] || systemctl start "$2" 2>/dev/null || :
      ;;
    container-image) undo_image "${2%% *}" "${2#* }" ;;
    container-storage)
      umount -l "$2/storage/overlay" 2>/dev/null || :
      find "$2" -mindepth 1 -maxdepth 1 ! -name storage -exec rm -rf {} + || return 1
      find "$2/storage" -mindepth 1 -maxdepth 1 ! -name tmp -exec rm -rf {} + || return 1
      ;;
    forwarding) sysctl -q -w "$2=$3" || stays "the sysctl $2" ;;
    linger) [ "$3" = yes ] || loginctl disable-linger "$2" 2>/dev/null || : ;;
    manager) ;;
    sudo)
      case $3 in
        no) gpasswd --delete "$2" sudo || : ;;
        yes) usermod --append --groups sudo -- "$2" || : ;;
      esac
      ;;
    key) undo_key "$2" "$3" ;;
    subuid | subgid) set_subordinate "$1" "$2" "$3" ;;
    user) undo_user "$2" "$3" ;;
    # One that came with a module goes with it.
    sysctl) [ -z "$3" ] || sysctl -q -w "$2=$3" || stays "the sysctl $2" ;;
    profile) unload_profile "$2" ;;
    module) rmmod "$2" 2>/dev/null || [ ! -d "/sys/module/$2" ] || return 1 ;;
    account) ! id -u "$2" >/dev/null 2>&1 || userdel "$2" || stays "the system account $2" ;;
    group) ! getent group "$2" >/dev/null || groupdel "$2" || stays "the system group $2" ;;
  esac
}
# each KIND…: undoes all entries of these kinds, last first.
each() {
  tac "$inventory" >/run/seclab/undo
  while IFS= read -r entry <&3; do
    kind=${entry%%"$tab"*} entry=${entry#*"$tab"}
    key=${entry%%"$tab"*} before=${entry#*"$tab"}
    case " $* " in
      *" $kind "*)
        echo "undo $kind $key"
        if undo_one "$kind" "$key" "$before"; then forget "$kind" "$key"; fi
        ;;
    esac
  done 3</run/seclab/undo
}
managers=$(listed manager)
each kubernetes file program link service container-image linger sudo key subuid subgid user sysctl container-storage forwarding
each folder
systemctl daemon-reload
for name in $managers; do
  uid=$(id -u "$name" 2>/dev/null) || continue
  systemctl try-restart "user@$uid.service" || stays "the user manager of $name runs as before"
done
each manager

# Never apt-get: it would take along what the owner of the machine installed on top.
remove_packages() {
  [ $# -gt 1 ] || return 0
  tries=0
  while ! dpkg "$@" >/run/seclab/dpkg 2>&1; do
    cat /run/seclab/dpkg
    grep -q 'is locked\|lock was locked' /run/seclab/dpkg || return 0
    tries=$((tries + 1))
    [ "$tries" -lt 150 ] || exit 75
    sleep 2
  done
}
# Names of packages hold no blanks and no patterns, and none but root can write the list.
# shellcheck disable=SC2046
remove_packages --remove $(listed package config-files)
# shellcheck disable=SC2046
remove_packages --purge $(listed package absent)
for name in $(listed package); do
  ! dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
    stays "the package $name: another one needs it"
done
each package profile account group
# A module may wait for one that is further down the list.
for turn in 1 2 3; do each module; done
for name in $(listed module); do
  stays "the kernel module $name: it is in use"
  forget module "$name"
done
if [ -s "$inventory" ]; then
  echo "not undone: $(tr '\t\n' ' ;' <"$inventory")"
  exit 1
fi

# Shown to the student's Kubernetes, which is gone.
! mountpoint -q /run/seclab/securityfs || umount -l /run/seclab/securityfs
rm -rf --one-file-system /var/lib/seclab/before "$inventory" /run/seclab
rm -rf /var/lib/seclab/programs
rm -f /var/lib/seclab/*
rmdir /var/lib/seclab
