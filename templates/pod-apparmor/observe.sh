if [ -L {{ link }} ]; then say linked yes; fi
if [ -d /run/seclab/securityfs/apparmor ] && cmp -s /sys/kernel/security/apparmor/profiles /run/seclab/apparmor-profiles; then
  say shown yes
fi
