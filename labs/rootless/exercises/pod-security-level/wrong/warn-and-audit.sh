# Everybody is told, and nobody is stopped.
kubectl label namespace pod-security-level \
  pod-security.kubernetes.io/warn=restricted pod-security.kubernetes.io/audit=restricted
