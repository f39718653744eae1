# For the student to correct: the API server would refuse it.
cat >/run/seclab/exercises/pod-security-fix-web.yaml <<'manifest'
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: pod-security-fix
spec:
  containers:
    - name: main
      imagePullPolicy: Never
      image: localhost/seclab/toolbox:root
      command: [toolbox, serve, --port, "8080"]
      securityContext:
        privileged: true
manifest
chmod 0644 /run/seclab/exercises/pod-security-fix-web.yaml
