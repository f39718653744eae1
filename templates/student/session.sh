# as_student NAME COMMAND…: with the bus of the student's own systemd, from a folder that everybody may enter. The
# operation's lock stays here.
as_student() {
  who=$1
  shift
  own=/run/user/$(id -u "$who")
  cd /
  runuser -u "$who" -- env -i PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C "HOME=$(getent passwd "$who" | cut -d : -f 6)" \
    "USER=$who" "XDG_RUNTIME_DIR=$own" "DBUS_SESSION_BUS_ADDRESS=unix:path=$own/bus" "$@" 9>&-
}
