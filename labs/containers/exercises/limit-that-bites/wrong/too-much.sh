# A limit, but another one than was asked for.
podman run --detach --replace --name limit-that-bites --memory 256m --memory-swap 256m localhost/seclab/toolbox:root toolbox serve --port 8080
