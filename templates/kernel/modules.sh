modprobe -a --{% for module in modules %} {{ module }}{% endfor %}
