# For a user who is not root, Podman puts what is added into the ambient set, and a plain program keeps that over execve.
# Without `--cap-drop all` the bounding set would still hold the whole default set.
podman run --detach --replace --name ambient-web --user 1000:1000 --cap-drop all --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:nonroot toolbox serve --port 80
