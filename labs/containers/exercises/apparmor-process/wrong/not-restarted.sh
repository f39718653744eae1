# `systemctl show` has the profile now. The process that runs has not.
sudo mkdir -p /run/systemd/system/seclab-exercise-apparmor-process.service.d
printf '[Service]\nAppArmorProfile=%s\n' seclab-web | sudo tee /run/systemd/system/seclab-exercise-apparmor-process.service.d/apparmor.conf
sudo systemctl daemon-reload
