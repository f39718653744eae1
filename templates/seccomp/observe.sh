say_line actions /proc/sys/kernel/seccomp/actions_avail
