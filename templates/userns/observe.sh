say_line restricted /proc/sys/kernel/apparmor_restrict_unprivileged_userns
if [ -e /etc/apparmor.d/abi/4.0 ]; then say abi4 yes; fi
