# Podman uses AppArmor for root alone; rootless, it refuses at once, and that is better than a container without the profile
# that was asked for. The price: no user namespace is around this container, its root is the node's. So it gets no capability.
sudo podman run --detach --replace --name apparmor-rootless --network none --cap-drop all --security-opt apparmor=seclab-deny-write localhost/seclab/toolbox:root toolbox serve
