# Runs inside the new system: what packages started by themselves is stopped, what slows the boot is masked.
set -eu

# Timers of a long-lived machine, waits that nobody needs, consoles that nobody can log in on, modules that load when
# they are used, and the three runs of cloud-init whose work 90-seclab.cfg gives to cloud-init.service.
systemctl mask \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
  man-db.timer systemd-networkd-wait-online.service systemd-network-generator.service systemd-pstore.service \
  systemd-binfmt.service getty@.service serial-getty@.service \
  modprobe@dm_mod.service modprobe@drm.service modprobe@loop.service \
  cloud-init-local.service cloud-config.service cloud-init-hotplugd.socket
# Labs start their own, or none.
systemctl disable containerd.service etcd.service podman.socket podman.service podman-restart.service \
  podman-auto-update.service podman-auto-update.timer
systemctl --global disable podman.socket podman.service podman-restart.service podman-auto-update.service \
  podman-auto-update.timer
systemctl enable systemd-networkd.service systemd-resolved.service ssh.service

# Profiles of programs that are not used here: compiling them takes longer than all else that AppArmor does at boot.
for profile in lsb_release nvidia_modprobe sbin.dhclient; do
  ln -s "/etc/apparmor.d/$profile" /etc/apparmor.d/disable/
done

# Every node has its own: host keys come by cloud-init, the machine id at first boot. An empty file, for a missing one
# would make systemd look at the presets of all units.
rm -f /etc/ssh/ssh_host_*
: >/etc/machine-id
rm -f /var/lib/dbus/machine-id
passwd --lock root >/dev/null
dpkg-query --show >/usr/share/seclab-packages
