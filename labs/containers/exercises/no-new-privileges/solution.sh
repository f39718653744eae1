# The process promises that execve will never give it more than it has, and its children inherit the promise. So the
# kernel ignores the capability of the program's file; nothing in the image has to be changed.
podman run --detach --replace --name no-new-privileges-web --user 1000:1000 --security-opt no-new-privileges localhost/seclab/toolbox:filecap toolbox serve --port 8080
