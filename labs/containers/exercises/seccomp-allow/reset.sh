as_student "$STUDENT" podman rm --force --time 0 --ignore seccomp-allow
