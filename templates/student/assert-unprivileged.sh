# What the student's own processes may do: the effective set of a new one, and whether root is a sudo away.
runuser -u {{ name }} -- sh -c 'while read -r key value; do [ "$key" = CapEff: ] && printf "%s " "$value"; done </proc/self/status; sudo -n true 2>/dev/null && printf root'
