as_student "$STUDENT" podman run --detach --replace --name no-new-privileges-web --user 1000:1000 \
  localhost/seclab/toolbox:filecap toolbox serve --port 8080
