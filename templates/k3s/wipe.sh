# wipe_kubernetes STUDENT: ends the server, and takes away what it wrote. Some of it belongs to subordinate ids.
wipe_kubernetes() {
  as_student "$1" systemctl --user stop k3s-rootless.service || :
  base=$(getent passwd "$1" | cut -d : -f 6)
  for one in .rancher .kube; do [ ! -L "$base/$one" ] || return 1; done
  rm -rf -- "$base/.rancher/k3s" || return 1
  rm -f -- "$base/.kube/k3s.yaml"
  # kubectl's; it is made anew by whoever needs it.
  rm -rf -- "$base/.kube/cache"
  rmdir -- "$base/.rancher" "$base/.kube" 2>/dev/null || :
  rm -rf /var/lib/seclab/kubernetes-images /var/lib/seclab/kubernetes-archives /var/lib/seclab/manifests /var/lib/seclab/pods
  forget kubernetes "$1"
}
