if [ -e {{ path }} ]; then apparmor_parser -R {{ path }} || :; fi
restore_file {{ path }}
rm -f /run/seclab/apparmor/{{ name }}
remove_link /etc/apparmor.d/force-complain/{{ name }}
