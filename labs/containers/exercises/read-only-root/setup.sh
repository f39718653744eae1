as_student "$STUDENT" podman run --detach --replace --name read-only-root localhost/seclab/toolbox:root toolbox serve --port 8080
