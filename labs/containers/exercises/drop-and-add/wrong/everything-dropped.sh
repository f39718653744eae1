# Safe, and of no use: without NET_BIND_SERVICE it can't listen on port 80, and ends.
podman run --detach --replace --name drop-and-add --cap-drop all localhost/seclab/toolbox:root toolbox serve --port 80
