as_student "$STUDENT" podman run --detach --replace --name keep-id localhost/seclab/toolbox:root toolbox serve
