as_student "$STUDENT" podman rm --force --time 0 --ignore read-only-root
if as_student "$STUDENT" podman volume exists read-only-root; then
  as_student "$STUDENT" podman volume rm --force read-only-root
fi
