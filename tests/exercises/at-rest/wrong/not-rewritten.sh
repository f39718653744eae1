drop_ins=~/.config/systemd/user/k3s-rootless.service.d
mkdir -p $drop_ins
printf "%s\n" "[Service]" "ExecStart=" "ExecStart=/usr/local/bin/k3s server --rootless --snapshotter=overlayfs --secrets-encryption" >$drop_ins/override.conf
systemctl --user daemon-reload
systemctl --user restart k3s-rootless
until kubectl get --raw /readyz >/dev/null 2>&1; do sleep 2; done
