{% include "student/session.sh" -%}
STUDENT={{ student }} TOOLBOX={{ toolbox }}
set --{% for argument in arguments %} {{ argument }}{% endfor %}
# What it says is judged; its end is not.
eval {{ body }}
