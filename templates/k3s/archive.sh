{% include "student/session.sh" -%}
# As the student: what lies in a home may be a link to anywhere.
stat=$(as_student {{ student }} sh -c '
  umask 077
  folder=$HOME/.rancher/k3s/agent/images
  mkdir -p "$folder"
  cat >"$folder/.seclab-archive"
  mv -fT "$folder/.seclab-archive" "$folder/$1"
  stat -c %s:%Y "$folder/$1"
' sh {{ name }} <"$payload")
install -d -m 0755 /var/lib/seclab/kubernetes-archives
printf '%s %s\n' {{ sha256 }} "$stat" >/var/lib/seclab/kubernetes-archives/{{ name }}
