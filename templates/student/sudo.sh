{% if sudo %}remember sudo {{ name }} no
usermod --append --groups sudo -- {{ name }}
{% else %}gpasswd --delete {{ name }} sudo
{% endif %}
