as_student "$STUDENT" podman rm --force --time 0 --ignore find-the-container-a find-the-container-b find-the-container-c
