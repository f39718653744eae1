# `enforce` is the one mode that refuses. It looks at Pods when they are made: those that run already stay.
kubectl label namespace pod-security-level pod-security.kubernetes.io/enforce=restricted
