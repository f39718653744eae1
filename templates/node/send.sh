# Sends a file or folder as a stream of tar.
cd || exit
path={{ path }}
{% if not recursive -%}
if [ -d "$path" ]; then
  printf '%s is a folder: add --recursive\n' "$path" >&2
  exit 1
fi
{% endif -%}
exec tar -C "$(dirname -- "$path")" -chf - -- "$(basename -- "$path")"
