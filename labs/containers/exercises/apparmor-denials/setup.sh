unit=seclab-exercise-apparmor-denials.service
profile=/run/seclab/exercises/apparmor-denials.profile
cat >"$profile" <<'text'
# The service of the exercise apparmor-denials: it serves on a port. What is not allowed here is denied and logged.

abi <abi/3.0>,
include <tunables/global>

profile seclab-apparmor-denials flags=(attach_disconnected) {
  include <abstractions/base>

  network inet stream,
  network inet6 stream,

  /usr/local/bin/seclab-toolbox mr,
  owner @{PROC}/@{pid}/status r,
}
text
apparmor_parser --replace "$profile"
install -d -m 0755 /run/systemd/system
cat >"/run/systemd/system/$unit" <<'service'
[Unit]
Description=The service of the exercise apparmor-denials

[Service]
AppArmorProfile=seclab-apparmor-denials
EnvironmentFile=/run/seclab/exercises/apparmor-denials.env
ExecStartPre=/usr/local/bin/seclab-toolbox try write:${STATE}
ExecStart=/usr/local/bin/seclab-toolbox serve --port 8091
service
# Not in the unit: the log is to be read for it.
echo STATE=/var/tmp/seclab-exercise.state >/run/seclab/exercises/apparmor-denials.env
systemctl daemon-reload
systemctl restart "$unit"
