# The node's own parser decides, before anything is put in place or loaded.
checked=$(mktemp)
printf %s {{ text }} >"$checked"
if ! apparmor_parser -Q -K "$checked"; then rm -f "$checked"; exit 65; fi
rm -f "$checked"
install -d -m 0755 /run/seclab/apparmor
# Until the end this mark differs from every hash, so an interrupted load is seen.
echo loading >/run/seclab/apparmor/{{ name }}
install_file {{ path }} 0644 root:root {{ text }}
{% if complain %}# The link makes it so at each boot, -C makes it so now.
install_link /etc/apparmor.d/force-complain/{{ name }} {{ path }}
apparmor_parser -C -r -W {{ path }}
{% else %}remove_link /etc/apparmor.d/force-complain/{{ name }}
apparmor_parser -r -W {{ path }}
{% endif %}echo {{ hash }} >/run/seclab/apparmor/{{ name }}
