# Looks, and changes nothing: what exercises touch, a line each.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
home=$(getent passwd {{ student }} | cut -d : -f 6)
uid=$(id -u {{ student }})
# conmon makes oom there for any container that lacked memory, one of the lab's own among them.
find "$home" -maxdepth 1 -mindepth 1 ! -name oom -printf 'home %f %m %U:%G\n' | sort
find /etc/apparmor.d /etc/systemd /etc/sysctl.d -xdev -type f -exec sha256sum {} +
grep '^seclab' /sys/kernel/security/apparmor/profiles 2>/dev/null | sort
# Containers by their names.
for storage in "$home/.local/share/containers/storage" /var/lib/containers/storage; do
  grep -o '"names":\["[^"]*' "$storage/overlay-containers/containers.json" 2>/dev/null | sed 's/.*"/container /' | sort
done
read -r controllers <"/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/cgroup.controllers"
echo "controllers $controllers"
