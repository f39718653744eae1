for mark in /var/lib/seclab/manifests/*; do
  [ -r "$mark" ] && { IFS= read -r hash <"$mark" || :; say applied "${mark##*/} $hash"; }
done
