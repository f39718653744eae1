# A process takes on the profile, and the kernel says so.
aa-exec -p {{ name }} -- cat /proc/self/attr/current
