{% include "kernel-log/prelude.sh" -%}
{% include "student/session.sh" -%}
install -d -m 0755 /run/seclab
profile=$(mktemp /run/seclab/try-XXXXXX.json)
trap 'rm -f "$profile" "$profile.code"' EXIT
printf '%s' {{ profile }} >"$profile"
chmod 0644 "$profile"
# Who is there already is not the one that is tried.
for one in /proc/[0-9]*; do echo "before=${one#/proc/}"; done
since=$(date +%s.%N)
{
  code=0
  as_student {{ student }} timeout {{ seconds }} podman run --rm --network none --security-opt "seccomp=$profile" {{ image }}{% for word in command %} {{ word }}{% endfor %} || code=$?
  echo "$code" >"$profile.code"
} 2>&1 | head -c 65536 | sed 's/^/said=/'
echo "code=$(cat "$profile.code")"
records --since "@$since"
