unit=seclab-exercise-apparmor-denials.service
systemctl stop "$unit" 2>/dev/null || :
rm -rf "/run/systemd/system/$unit" "/run/systemd/system/$unit.d" "/etc/systemd/system/$unit.d"
systemctl daemon-reload
systemctl reset-failed "$unit" 2>/dev/null || :
# By its name and not by `apparmor_parser --remove`, which must read the profile's text: a student may have broken it.
loaded=/sys/kernel/security/apparmor
if grep -qs '^seclab-apparmor-denials ' "$loaded/profiles"; then
  printf %s seclab-apparmor-denials >"$loaded/.remove"
fi
rm -f /run/seclab/exercises/apparmor-denials.profile /run/seclab/exercises/apparmor-denials.env
