# The right one, but it is still there and can be started again.
podman stop --time 1 find-the-container-b
