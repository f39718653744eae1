stat -fc %T /sys/fs/cgroup
