{% include "student/session.sh" -%}
{% include "workloads/running.sh" -%}
{% if supervisor == "student" %}as_student {{ student }} {% endif %}podman exec {{ container }} toolbox try{% for action in actions %} {{ action }}{% endfor %} | tr '\n' ';'
