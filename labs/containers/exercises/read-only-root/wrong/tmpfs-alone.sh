# The home folder is in memory, and all the rest can still be changed.
podman run --detach --replace --name read-only-root --tmpfs /root:rw,size=4m localhost/seclab/toolbox:root toolbox serve --port 8080
