{% include "student/session.sh" -%}
as_student {{ student }} {{ kubectl }} --kubeconfig=/dev/null --server=https://127.0.0.1:6443 --insecure-skip-tls-verify get --raw /api 2>&1 |
  grep -q Unauthorized && echo 401
