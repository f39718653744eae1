# The capability was in the default set already, and so are ten others.
podman run --detach --replace --name drop-and-add --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:root toolbox serve --port 80
