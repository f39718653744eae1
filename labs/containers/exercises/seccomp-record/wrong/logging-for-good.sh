# It serves, there is a filter, and there are records. But this profile denies nothing at all.
podman run --detach --replace --name seccomp-record --cap-drop all --security-opt no-new-privileges --security-opt seccomp=/var/lib/kubelet/seccomp/profiles/log-all.json localhost/seclab/toolbox:root toolbox serve --port 8080
