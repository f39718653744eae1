{% include "workloads/running.sh" -%}
{{ toolbox }} as "$first"{% for action in actions %} {{ action }}{% endfor %} | tr '\n' ';'
