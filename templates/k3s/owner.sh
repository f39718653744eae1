# Sets `owner` to the user that Kubernetes runs for; empty where nobody is left.
uid=$(sed -n 's/^ConditionUser=//p' /etc/systemd/user/{{ unit }}.d/seclab.conf 2>/dev/null || :)
owner=$(id -nu "$uid" 2>/dev/null) || owner=
