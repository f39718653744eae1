# Names of fields are spelled as the reference has them, small and capital letters too.
sed -i s/seccompDefaults/SeccompDefault/ ~/.rancher/k3s/agent/etc/kubelet.conf.d/50-seccomp.conf
systemctl --user reset-failed k3s-rootless
systemctl --user restart k3s-rootless
