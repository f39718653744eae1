# As the student: the file is the student's, and may be a link to anywhere.
said=$(as_student "$STUDENT" sh -c 'head -c 4096 "$HOME/cgroup-versions.txt"' 2>/dev/null | tr -d ' \t\r' | tr '[:upper:]' '[:lower:]')
wrong=
for line in a:v2 b:v1 c:hybrid; do
  # Just one word for each: who writes all three has not answered.
  [ "$(printf '%s\n' "$said" | grep "^${line%%:*}:")" = "$line" ] || wrong="$wrong ${line%%:*}"
done
if [ "$wrong" ]; then echo "not right:$wrong"; else echo 'all right'; fi
