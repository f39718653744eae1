# The limit is of the container's control group: the kernel kills what goes above it, and the container goes on. With the
# same number for memory and swap together there is no swap to escape to.
podman run --detach --replace --name limit-that-bites --memory 32m --memory-swap 32m localhost/seclab/toolbox:root toolbox serve --port 8080
