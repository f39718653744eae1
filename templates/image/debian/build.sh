# Builds the Debian image from distribution packages, in the folder that holds the inputs beside this script.
# Leaves there: disk.qcow2, vmlinuz, initrd, packages.txt. Says each step on a line that begins with `seclab-step:`.
# Arguments: suite, label of the file system, its size (it grows at boot), and a mirror or none.
# Stdin stays open as long as seclab wants the image.
set -eu
suite=$1 label=$2 size=$3 mirror=${4:-}
PATH=$PATH:/usr/sbin:/sbin

exec 3<&0 </dev/null
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -TERM 0
) &
watcher=$!
exec 3<&-
trap 'kill -KILL "$watcher"' EXIT

mode=root
namespace=
if [ "$(id -u)" != 0 ]; then
  mode=unshare
  namespace='unshare --map-auto --map-root-user'
fi
packages=$(sed -e 's/#.*//' packages | tr -s '[:space:]' ',')
packages=${packages#,}linux-image-cloud-$(dpkg --print-architecture)

echo 'seclab-step: install packages'
tar -C root --owner=0 --group=0 --mode=u=rwX,go=rX -cf overlay.tar .
mmdebstrap --mode="$mode" --variant=minbase --include="$packages" \
  --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --essential-hook='tar-in overlay.tar /' \
  --customize-hook='upload customize.sh /tmp/customize.sh' \
  --customize-hook='chroot "$1" sh /tmp/customize.sh' \
  --customize-hook='chroot "$1" rm /tmp/customize.sh' \
  --customize-hook='download /usr/share/seclab-packages packages.txt' \
  --customize-hook='download /vmlinuz vmlinuz' \
  --customize-hook='download /initrd.img initrd.gz' \
  "$suite" root.tar ${mirror:+"$mirror"}

echo 'seclab-step: make the file system'
# In one namespace: outside of it, the files would belong to the wrong users.
# shellcheck disable=SC2086 # words, or nothing
$namespace sh -eu -c '
  mkdir tree
  # No device files, which a namespace can not make: the kernel fills /dev.
  tar -C tree --exclude="./dev/*" --xattrs --xattrs-include="*" --numeric-owner -xf root.tar
  mkfs.ext4 -q -L "$1" -E lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0 -d tree disk.raw "$2"
  rm -rf tree
' sh "$label" "$size"
rm root.tar overlay.tar

echo 'seclab-step: make the disk'
qemu-img convert -O qcow2 disk.raw disk.qcow2
rm disk.raw
# Unpacked once here, and not by an emulated processor at every boot.
gzip -dc initrd.gz >initrd
rm initrd.gz
