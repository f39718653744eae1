# A reservation is what the container keeps when memory gets scarce. It limits nothing.
podman run --detach --replace --name limit-that-bites --memory-reservation 32m localhost/seclab/toolbox:root toolbox serve --port 8080
