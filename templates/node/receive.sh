# Takes a stream of tar and puts what is in it at a path, or into the folder that is there.
cd || exit
target={{ target }}
target=${target:-.}
if [ -d "$target" ]; then target=$target/{{ name }}; fi
staged=$(mktemp -d "$(dirname -- "$target")/.seclab-XXXXXX") || exit
trap 'rm -rf -- "$staged"' EXIT
tar -C "$staged" --no-same-owner -xf - && cp -aT -- "$staged"/{{ name }} "$target"
