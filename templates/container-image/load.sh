{% include "student/session.sh" -%}
# Storage brings kernel modules.
begin_survey
{% if "root" in owners %}# The package makes empty folders; Podman fills them when root uses it, and turns forwarding on. Undone last.
[ -e /var/lib/containers/storage/overlay-images ] || remember container-storage /var/lib/containers unused
remember forwarding net.ipv4.ip_forward "$(sysctl -n net.ipv4.ip_forward)"
{% endif %}{% for owner in owners %}{% for image in references %}remember container-image {% set key = owner ~ " " ~ image %}{{ key }} absent
{% endfor %}# Through a pipe: the student need not be able to read root's file.
{% if owner == "root" %}podman load --quiet <"$payload"
{% else %}as_student {{ owner }} podman load --quiet <"$payload"
{% endif %}{% endfor %}note_survey
install_file {{ list }} 0644 root:root {{ text }}
