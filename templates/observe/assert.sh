phase=assert
# Each in a shell of its own, with a limit of its own: one that hangs or exits takes no other with it.
say {{ id }} "$(timeout -k 2 60 sh -c {{ body }} 2>&1)"
