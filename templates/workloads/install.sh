{% for file in files %}install_file {{ file.path }} {{ file.mode }} {{ file.owner }} {{ file.text }}
{% endfor %}
