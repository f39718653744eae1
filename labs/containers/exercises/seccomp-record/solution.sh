run() {
  podman run --detach --replace --name seccomp-record --cap-drop all --security-opt no-new-privileges --security-opt "seccomp=$HOME/$1" localhost/seclab/toolbox:root toolbox serve --port 8080
}
# The same list, but what it lacks is allowed and written into the kernel's log instead of being denied in silence. So the
# log holds nothing but what is missing.
sed 's/"defaultAction": "SCMP_ACT_ERRNO"/"defaultAction": "SCMP_ACT_LOG"/' seccomp-record.json >seccomp-record-log.json
run seccomp-record-log.json
# The admin reads: comm="toolbox" … syscall=54 … code=0x7ffc0000. 54 is `setsockopt` on x86_64: the program sets an option
# of its socket before it binds it, and reports the failure of both as one.
sed -i 's/"socket",/"setsockopt", "socket",/' seccomp-record.json
run seccomp-record.json
