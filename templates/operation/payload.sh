payload=$(mktemp)
trap 'rm -f "$payload"; told' EXIT
printf %s {{ bytes }} | base64 -d >"$payload"
