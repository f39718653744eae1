as_student "$STUDENT" podman run --detach --replace --name seccomp-deny --security-opt seccomp=unconfined \
  localhost/seclab/toolbox:root toolbox serve
