# This profile is in mode complain: what it does not allow is logged, and done.
sudo mkdir -p /run/systemd/system/seclab-exercise-apparmor-process.service.d
printf '[Service]\nAppArmorProfile=%s\n' seclab-complain | sudo tee /run/systemd/system/seclab-exercise-apparmor-process.service.d/apparmor.conf
sudo systemctl daemon-reload
sudo systemctl restart seclab-exercise-apparmor-process
