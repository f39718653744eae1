# Leaves the answer a moment to travel.
systemd-run --quiet --on-active=1 systemctl reboot
