# wipe_in FOLDER NAME…: in a folder of the student's, who may put a link in its place at any time. What is entered is
# looked at, and what is removed lies in it.
wipe_in() (
  [ -d "$base/$1" ] || exit 0
  cd -P -- "$base/$1" && [ "$(pwd -P)" = "$base/$1" ] || exit 1
  shift
  rm -rf -- "$@"
)
# wipe_kubernetes STUDENT: ends the server, and takes away what it wrote. Some of it belongs to subordinate ids.
wipe_kubernetes() {
  as_student "$1" systemctl --user stop k3s-rootless.service || :
  base=$(cd -P -- "$(getent passwd "$1" | cut -d : -f 6)" && pwd -P) || return 1
  wipe_in .rancher k3s || return 1
  # The cache is kubectl's; it is made anew by whoever needs it.
  wipe_in .kube k3s.yaml cache || return 1
  rmdir -- "$base/.rancher" "$base/.kube" 2>/dev/null || :
  rm -rf /var/lib/seclab/kubernetes-images /var/lib/seclab/kubernetes-archives /var/lib/seclab/manifests /var/lib/seclab/pods
  forget kubernetes "$1"
}
