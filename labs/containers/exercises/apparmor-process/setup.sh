unit=seclab-exercise-apparmor-process.service
# Below /run: nothing of it would outlive a reboot.
install -d -m 0755 /run/systemd/system
cat >"/run/systemd/system/$unit" <<'service'
[Unit]
Description=The service of the exercise apparmor-process

[Service]
ExecStart=/usr/local/bin/seclab-toolbox serve --port 8090
service
systemctl daemon-reload
systemctl restart "$unit"
