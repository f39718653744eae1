# DPkg::Lock::Timeout does not cover the lock on the lists, so an update is tried again for a while.
update() {
  tries=0
  while ! apt-get -q update >/run/seclab/apt-update 2>&1; do
    cat /run/seclab/apt-update
    grep -q 'Could not get lock\|Unable to lock' /run/seclab/apt-update || return 1
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || exit 75
    sleep 2
  done
}
offline() {
  grep -q 'Could not resolve\|Temporary failure resolving\|Network is unreachable\|Could not connect\|Unable to connect\|Connection timed out\|Cannot initiate the connection' "$1"
}
install_packages() {
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install{% for package in packages %} {{ package }}{% endfor %}
}
# A package manager that was killed leaves packages half configured.
dpkg --force-confold --configure -a
begin_survey
if ! install_packages >/run/seclab/apt-install 2>&1; then
  cat /run/seclab/apt-install
  if ! update; then
    if offline /run/seclab/apt-update; then exit 69; fi
    exit 1
  fi
  # apt-get update warns and succeeds when no server was reached.
  reached=yes
  if offline /run/seclab/apt-update; then reached=no; fi
  if ! install_packages >/run/seclab/apt-install 2>&1; then
    cat /run/seclab/apt-install
    if [ "$reached" = no ] || offline /run/seclab/apt-install; then exit 69; fi
    exit 1
  fi
fi
cat /run/seclab/apt-install
note_survey
