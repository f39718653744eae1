{% if sudo %}remember sudo {{ name }} no
usermod --append --groups sudo -- {{ name }}
{% else %}remember sudo {{ name }} yes
gpasswd --delete {{ name }} sudo
{% endif %}
