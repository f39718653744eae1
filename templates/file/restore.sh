restore_file {{ path }}
