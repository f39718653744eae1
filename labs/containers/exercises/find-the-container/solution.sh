# What the kernel lets a process do stands in its effective set. The user tells nothing: `b` is not root, and Podman has
# put NET_RAW into its ambient set, so it has it all the same.
for name in a b c; do podman top "find-the-container-$name" user,capeff,args; done
# Removed, not stopped: `podman start` would bring it back as it was.
podman rm --force --time 1 find-the-container-b
