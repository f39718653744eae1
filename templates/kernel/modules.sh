begin_survey
modprobe -a --{% for module in modules %} {{ module }}{% endfor %}

note_survey
