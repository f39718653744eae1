as_student "$STUDENT" podman run --detach --replace --name ambient-web --user 1000:1000 \
  localhost/seclab/toolbox:nonroot toolbox serve --port 8080
