remember linger {{ name }} no
loginctl enable-linger {{ name }}
# The user manager is what everything rootless hangs on: wait until it is there.
systemctl start "user@$(id -u {{ name }}).service"
