{% include "student/session.sh" -%}
as_student {{ student }} timeout 50 {{ kubectl }} apply --dry-run=server --filename {{ path }} 2>&1 | tr '\n' ' '
