# It is root and has eleven capabilities, but not the one in question.
podman rm --force --time 1 find-the-container-a
