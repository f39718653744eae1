head -c {{ most }} -- {{ path }}
