uid=$(id -u "$STUDENT")
kept=/var/lib/seclab/exercise-delegation
# What is there now comes back with the reset, byte for byte, also where a student rebooted the node in between.
if [ ! -d "$kept" ]; then
  rm -rf "$kept.new"
  install -d -m 0700 "$kept.new"
  for folder in user@.service.d "user@$uid.service.d"; do
    if [ -d "/etc/systemd/system/$folder" ]; then cp -a "/etc/systemd/system/$folder" "$kept.new/"; fi
  done
  mv "$kept.new" "$kept"
fi
install -d -m 0755 /etc/systemd/system/user@.service.d
# The empty one is needed: names add up, and systemd's own unit hands down cpu, too.
printf '%s\n' '[Service]' 'Delegate=' 'Delegate=memory pids' >/etc/systemd/system/user@.service.d/delegate.conf
systemctl daemon-reload
systemctl restart "user@$uid.service"
