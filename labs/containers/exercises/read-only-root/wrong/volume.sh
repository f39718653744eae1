# What is written stays on the disk, and the next container finds it.
podman run --detach --replace --name read-only-root --read-only --volume read-only-root:/root localhost/seclab/toolbox:root toolbox serve --port 8080
