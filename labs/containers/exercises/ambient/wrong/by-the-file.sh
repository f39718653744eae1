# It serves, by another image: the file's capability does it, and a file with capabilities clears the ambient set.
podman run --detach --replace --name ambient-web --user 1000:1000 --cap-drop all --cap-add NET_BIND_SERVICE localhost/seclab/toolbox:filecap toolbox serve --port 80
