as_student "$STUDENT" podman rm --force --time 0 --ignore no-new-privileges-web
