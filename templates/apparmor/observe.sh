say_line enabled /sys/module/apparmor/parameters/enabled
say_file profile /sys/kernel/security/apparmor/profiles
for name in{% for name in names %} {{ name }}{% endfor %}; do
  [ -L "/etc/apparmor.d/force-complain/$name" ] && say complain "$name"
  [ -r "/run/seclab/apparmor/$name" ] && { IFS= read -r hash <"/run/seclab/apparmor/$name" || :; say text "$hash $name"; }
done
