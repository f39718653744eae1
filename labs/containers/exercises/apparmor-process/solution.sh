# systemd asks for the profile just before it executes the program. The unit's own file stays as whoever packaged it made it.
sudo mkdir -p /run/systemd/system/seclab-exercise-apparmor-process.service.d
printf '[Service]\nAppArmorProfile=%s\n' seclab-web | sudo tee /run/systemd/system/seclab-exercise-apparmor-process.service.d/apparmor.conf
sudo systemctl daemon-reload
# A process that runs keeps the label that it has, so it must be started anew.
sudo systemctl restart seclab-exercise-apparmor-process
