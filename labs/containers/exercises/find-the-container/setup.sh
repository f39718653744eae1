# Root of its container, with the default set: it looks like the dangerous one.
as_student "$STUDENT" podman run --detach --replace --name find-the-container-a localhost/seclab/toolbox:root toolbox serve
# Not root, and so it looks harmless.
as_student "$STUDENT" podman run --detach --replace --name find-the-container-b --user 1000:1000 \
  --cap-drop all --cap-add NET_RAW localhost/seclab/toolbox:nonroot toolbox serve
as_student "$STUDENT" podman run --detach --replace --name find-the-container-c \
  --cap-drop all --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:root toolbox serve --port 80
