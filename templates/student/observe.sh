name={{ name }}
while IFS=: read -r user secret uid gid comment home shell; do
  if [ "$user" = "$name" ]; then
    say uid "$uid"; say home "$home"
    if [ -r "$home/.ssh/authorized_keys" ] && [ ! -L "$home/.ssh" ]; then
      while read -r line; do [ "$line" = {{ public_key }} ] && say key present; done <"$home/.ssh/authorized_keys"
    fi
  fi
done </etc/passwd
while IFS=: read -r group secret gid members; do
  case ",$members," in *",$name,"*) say group "$group" ;; esac
done </etc/group
say_file subuid /etc/subuid
say_file subgid /etc/subgid
if [ -e "/var/lib/systemd/linger/$name" ]; then say linger yes; fi
