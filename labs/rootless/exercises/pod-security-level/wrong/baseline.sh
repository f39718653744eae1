# `baseline` refuses what is known to be dangerous. Saying nothing is enough for it.
kubectl label namespace pod-security-level pod-security.kubernetes.io/enforce=baseline
