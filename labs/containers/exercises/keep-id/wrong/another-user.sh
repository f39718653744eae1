# The program is not root any more, which it has to be. And the container's root is still the student.
podman run --detach --replace --name keep-id --user 1000:1000 localhost/seclab/toolbox:root toolbox serve
