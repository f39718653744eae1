systemctl daemon-reload
remember manager {{ name }} restarted
uid=$(id -u {{ name }})
systemctl restart "user@$uid.service"
IFS= read -r boot </proc/sys/kernel/random/boot_id
printf '%s %s\n' "$boot" {{ controllers }} >/run/seclab/user-manager-restarted
