# The list was made for crun: runc is denied a call that it needs, and nothing runs.
podman --runtime runc run --detach --replace --name seccomp-allow --cap-drop all --security-opt no-new-privileges --security-opt seccomp=/var/lib/kubelet/seccomp/profiles/allow-list-crun.json localhost/seclab/toolbox:root toolbox serve || echo 'it does not start'
