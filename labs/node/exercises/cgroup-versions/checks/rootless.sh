# As the student: the file is the student's, and may be a link to anywhere.
said=$(as_student "$STUDENT" sh -c 'head -c 4096 "$HOME/cgroup-versions.txt"' 2>/dev/null | tr -d ' \t\r' | tr '[:upper:]' '[:lower:]')
if [ "$(printf '%s\n' "$said" | grep '^rootless:')" = rootless:a ]; then echo 'all right'; else echo 'not right'; fi
