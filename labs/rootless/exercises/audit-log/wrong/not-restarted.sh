# All is right, and the server still runs with the arguments it was started with.
cat >~/audit-policy.yaml <<'policy'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    resources:
      - group: ""
        resources: [secrets]
  - level: None
policy
mkdir -p ~/.config/systemd/user/k3s-rootless.service.d
cat >~/.config/systemd/user/k3s-rootless.service.d/override.conf <<'unit'
[Service]
ExecStart=
ExecStart=/usr/local/bin/k3s server --rootless --snapshotter=overlayfs --kube-apiserver-arg=audit-policy-file=%h/audit-policy.yaml --kube-apiserver-arg=audit-log-path=%h/.rancher/k3s/server/logs/audit.log
unit
systemctl --user daemon-reload
kubectl get secret door --namespace audit-log
