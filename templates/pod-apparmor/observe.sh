if [ -L {{ link }} ]; then say linked yes; fi
# Not `cmp -s`: it believes the size that the kernel gives for its list, which is 0.
if [ -d /run/seclab/securityfs/apparmor ] && [ -r /run/seclab/apparmor-profiles ]; then
  [ "$(cat /sys/kernel/security/apparmor/profiles)" != "$(cat /run/seclab/apparmor-profiles)" ] || say shown yes
fi
