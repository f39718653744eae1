#!/bin/sh
# Written by seclab: in a user namespace neither securityfs nor the list of loaded profiles can be seen. A bind mount
# and a copy can. They give away names of profiles, and no right to load any.
set -eu
mkdir -p /run/seclab/securityfs
mountpoint -q /run/seclab/securityfs || mount --bind /sys/kernel/security /run/seclab/securityfs
# In place: the file may be mounted somewhere already.
touch /run/seclab/apparmor-profiles
chmod 0644 /run/seclab/apparmor-profiles
cat /sys/kernel/security/apparmor/profiles >/run/seclab/apparmor-profiles
