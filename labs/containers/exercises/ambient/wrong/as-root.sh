# Root needs no ambient set: for user 0 execve takes all that the bounding set lets through. But it is root.
podman run --detach --replace --name ambient-web --user 0:0 --cap-drop all --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:nonroot toolbox serve --port 80
