cat /sys/module/apparmor/parameters/enabled
