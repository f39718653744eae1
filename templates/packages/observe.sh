dpkg-query -W -f 'packages.status=${Package} ${db:Status-Status}\n'{% for package in packages %} {{ package }}{% endfor %} 2>/dev/null
