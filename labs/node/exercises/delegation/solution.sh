# All five by name. The empty `Delegate=` that stood here took back what systemd's own unit hands down.
printf '%s\n' '[Service]' 'Delegate=cpu cpuset io memory pids' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf
sudo systemctl daemon-reload
# The student's systemd learns which controllers it has when it starts. This ends what runs in it; what is a
# unit of it comes back. A reboot would do the same.
sudo systemctl restart "user@$(id -u student).service"
