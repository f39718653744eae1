podman rm --force --time 0 --ignore apparmor-rootless
# Somebody may have tried it as the student.
as_student "$STUDENT" podman rm --force --time 0 --ignore apparmor-rootless
