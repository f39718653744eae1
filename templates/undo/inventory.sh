# Last first, so that what was built on something goes before it.
if [ -e "$inventory" ]; then
  tac "$inventory" >/run/seclab/undo
  while IFS="$tab" read -r kind key before; do
    echo "undo $kind $key"
    case $kind in
      file)
        case $key in
          /etc/apparmor.d/*)
            [ ! -e "$key" ] || apparmor_parser -R "$key" || :
            rm -f "/etc/apparmor.d/force-complain/${key##*/}"
            ;;
        esac
        restore_file "$key"
        ;;
      linger)
        loginctl disable-linger "$key" || :
        ;;
      sudo)
        gpasswd --delete "$key" sudo || :
        ;;
      user)
        uid=$(id -u "$key" 2>/dev/null) || continue
        systemctl stop "user@$uid.service" || :
        loginctl terminate-user "$key" 2>/dev/null || :
        tries=0
        while pgrep -u "$uid" >/dev/null && [ "$tries" -lt 20 ]; do
          pkill -KILL -u "$uid" || :
          tries=$((tries + 1))
          sleep 0.5
        done
        userdel --remove "$key"
        ;;
      sysctl)
        # One that came with a module goes with it.
        [ -z "$before" ] || sysctl -q -w "$key=$before" || :
        ;;
      package)
        packages="${packages:-} $key"
        ;;
    esac
  done </run/seclab/undo
  if [ "${packages:-}" ]; then
    # Only names of packages are in this list: seclab wrote it, and none but root can.
    # shellcheck disable=SC2086
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 remove --purge $packages
  fi
  systemctl daemon-reload
fi
rm -rf /var/lib/seclab /run/seclab
rmdir --ignore-fail-on-non-empty /etc/systemd/system/user@.service.d 2>/dev/null || :
