# Metadata says who, what and when, and never what was answered. The last rule leaves out all the rest.
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
systemctl --user restart k3s-rootless
until kubectl get --raw /readyz >/dev/null 2>&1; do sleep 2; done
kubectl get secret door --namespace audit-log
