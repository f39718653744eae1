# Read-only is the whole root file system: the programs, the settings, everything that came with the image. What must be
# written gets a file system in memory, as small as it may be, and nobody finds a file of an attacker there tomorrow.
podman run --detach --replace --name read-only-root --read-only --tmpfs /root:rw,size=4m localhost/seclab/toolbox:root toolbox serve --port 8080
