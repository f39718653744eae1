# This program's file has no capability. But nothing keeps another program from gaining privileges.
podman run --detach --replace --name no-new-privileges-web --user 1000:1000 localhost/seclab/toolbox:nonroot toolbox serve --port 8080
