# The profile is right. But this container's root is the node's root, and has eleven capabilities of the node.
sudo podman run --detach --replace --name apparmor-rootless --network none --security-opt apparmor=seclab-deny-write localhost/seclab/toolbox:root toolbox serve
