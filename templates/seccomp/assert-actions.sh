cat /proc/sys/kernel/seccomp/actions_avail
