date -u -s @{{ epoch }} >/dev/null
