# Compiles, and loads nothing.
printf '%s' {{ text }} | apparmor_parser -Q -K 2>&1
