rm -f /run/seclab/exercises/pod-security-fix-web.yaml
