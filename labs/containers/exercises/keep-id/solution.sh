# With keep-id the student's id is itself in the container, and root is the first of the subordinate ids. The student's id
# stays in the map, so root with SETUID could become the student: the capabilities go, too.
podman run --detach --replace --name keep-id --userns keep-id --cap-drop all localhost/seclab/toolbox:root toolbox serve
