# An id map written by the setuid helpers, as a rootless runtime has it.
runuser -u {{ name }} -- unshare --user --map-auto --map-root-user cat /proc/self/uid_map 2>&1 |
  while read -r inside outside count; do
    printf '%s:%s ' "$inside" "$count"
  done
