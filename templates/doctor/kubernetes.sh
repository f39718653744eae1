{% include "student/session.sh" -%}
# Looks, and changes nothing. The newest lines come first: an older cause may be gone.
as_student {{ student }} systemctl --user is-active {{ unit }} || :
journalctl --quiet --no-pager --boot --lines=200 --output=cat --reverse _SYSTEMD_USER_UNIT={{ unit }} 2>/dev/null || :
