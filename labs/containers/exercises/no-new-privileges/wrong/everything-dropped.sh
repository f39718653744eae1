# The file asks for a capability that the bounding set does not let through: execve fails with EPERM, and nothing runs.
podman run --detach --replace --name no-new-privileges-web --user 1000:1000 --cap-drop all localhost/seclab/toolbox:filecap toolbox serve --port 8080 || echo 'it does not start'
