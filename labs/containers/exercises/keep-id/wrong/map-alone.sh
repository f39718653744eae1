# Its root is nobody now. But it has the capability SETUID, and becomes the student by one call.
podman run --detach --replace --name keep-id --userns keep-id localhost/seclab/toolbox:root toolbox serve
