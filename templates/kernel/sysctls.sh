{% for change in changes %}remember sysctl {{ change.name }} {{ change.before }}
sysctl -q -w {{ change.assignment }}
{% endfor %}
