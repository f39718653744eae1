phase=assert
# Each in a shell of its own, with a limit of its own: one that hangs or exits takes no other with it. Who hangs gives
# no answer, and who talks without end is cut.
said=$({ timeout -k 2 60 sh -c {{ body }} 2>&1; case $? in 124 | 137) printf '\035' ;; esac; } | head -c 65536)
case $said in *"$(printf '\035')") ;; *) say {{ id }} "$said" ;; esac
