# First everything is taken away: what is dropped leaves the bounding set too, so no program of the container can get it
# back. Then the one capability for ports below 1024 is given back. `--cap-add` alone would leave the default set there.
podman run --detach --replace --name drop-and-add --cap-drop all --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:root toolbox serve --port 80
