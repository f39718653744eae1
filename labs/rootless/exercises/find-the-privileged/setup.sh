# Not in `setup.yaml`, which the student may read: the sets should tell.
as_student "$STUDENT" kubectl apply -f - <<'manifests'
apiVersion: v1
kind: Pod
metadata:
  name: orders
  namespace: find-the-privileged
spec:
  containers:
    - name: main
      imagePullPolicy: Never
      image: localhost/seclab/toolbox:root
      command: [toolbox, serve, --port, "8080"]
      securityContext:
        capabilities:
          drop: [ALL]
---
apiVersion: v1
kind: Pod
metadata:
  name: payments
  namespace: find-the-privileged
spec:
  containers:
    - name: main
      imagePullPolicy: Never
      image: localhost/seclab/toolbox:root
      command: [toolbox, serve, --port, "8080"]
      securityContext:
        privileged: true
---
apiVersion: v1
kind: Pod
metadata:
  name: stock
  namespace: find-the-privileged
spec:
  containers:
    - name: main
      imagePullPolicy: Never
      image: localhost/seclab/toolbox:root
      command: [toolbox, serve, --port, "8080"]
      securityContext:
        capabilities:
          drop: [ALL]
          add: [NET_BIND_SERVICE]
manifests
