as_student "$STUDENT" podman run --detach --replace --name drop-and-add localhost/seclab/toolbox:root toolbox serve --port 80
