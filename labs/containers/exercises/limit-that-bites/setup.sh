as_student "$STUDENT" podman run --detach --replace --name limit-that-bites localhost/seclab/toolbox:root toolbox serve --port 8080
