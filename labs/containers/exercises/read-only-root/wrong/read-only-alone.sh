# Nothing can be changed, and the program can't do its work: its home folder is read-only as well.
podman run --detach --replace --name read-only-root --read-only localhost/seclab/toolbox:root toolbox serve --port 8080
