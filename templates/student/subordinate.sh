remember {{ file }} {{ name }} {{ before }}
{% for range in remove %}usermod {{ range.option }} {{ range.span }} -- {{ name }}
{% endfor %}
{% for range in add %}usermod {{ range.option }} {{ range.span }} -- {{ name }}
{% endfor %}
