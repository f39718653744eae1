phase=existing
[ -d /run/systemd/system ] && say systemd yes
command -v apt-get >/dev/null && command -v dpkg-query >/dev/null && say apt yes
if [ "$(id -u)" = 0 ]; then
  say sudo yes
else
  said=$(sudo -n true 2>&1) && say sudo yes || say sudo_said "$said"
fi
say kernel "$(uname -s)"
