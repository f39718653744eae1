//! A manifest as arguments of `podman run`. What Podman has no argument for is refused, never left out.
//! <https://docs.podman.io/en/v4.3/markdown/podman-run.1.html>

use std::net::IpAddr;

use super::quantity;
use crate::runtime::{SECCOMP_ROOT, Unsupported};
use crate::spec::pod::{Container, Pod, ProfileKind, Protocol, PullPolicy, RestartPolicy, SecurityContext, Volume};
use crate::spec::workload::{PodmanOptions, UserNamespace, Workload};

/// The arguments after `podman run`, the container image and its command included.
pub(super) fn arguments(workload: &Workload, pod: &Pod) -> Result<Vec<String>, Vec<Unsupported>> {
    let mut translation = Translation { workload, arguments: Vec::new(), problems: Vec::new() };
    translation.pod(pod);
    if translation.problems.is_empty() { Ok(translation.arguments) } else { Err(translation.problems) }
}

struct Translation<'a> {
    workload: &'a Workload,
    arguments: Vec<String>,
    problems: Vec<Unsupported>,
}

impl Translation<'_> {
    fn add(&mut self, argument: impl Into<String>) {
        self.arguments.push(argument.into());
    }

    fn refuse(&mut self, key: &str, why: impl Into<String>) {
        self.problems.push(Unsupported { key: key.to_owned(), why: why.into() });
    }

    fn options(&self) -> &PodmanOptions {
        &self.workload.podman
    }

    fn pod(&mut self, pod: &Pod) {
        let spec = &pod.spec;
        if pod.metadata.name != self.workload.name.as_str() {
            self.refuse("metadata.name", format!("the workload is called `{}`", self.workload.name));
        }
        if !pod.metadata.annotations.is_empty() {
            self.refuse("metadata.annotations", "Podman would leave them out");
        }
        if spec.automount_service_account_token == Some(true) {
            self.refuse("spec.automountServiceAccountToken", "there is no API server to have a token for");
        }
        if matches!(spec.restart_policy, Some(RestartPolicy::Never)) {
            self.refuse("spec.restartPolicy", "a workload is kept running: leave it out, or write Always");
        }
        for (name, value) in &pod.metadata.labels {
            self.add(format!("--label={name}={value}"));
        }
        if let Some(hostname) = &spec.hostname {
            self.add(format!("--hostname={hostname}"));
        }
        if self.options().user_namespace == UserNamespace::KeepId {
            if self.options().rootful {
                self.refuse("podman.userNamespace", "keep-id keeps the id of an unprivileged user; root has none");
            }
            self.add("--userns=keep-id");
        }
        match spec.containers.as_slice() {
            [container] => {
                self.container(container, &container.security_context.over(&spec.security_context), &spec.volumes);
            }
            others => self.refuse("spec.containers", format!("{} containers: a workload is one", others.len())),
        }
    }

    fn container(&mut self, container: &Container, security: &SecurityContext, volumes: &[Volume]) {
        if matches!(container.image_pull_policy, Some(PullPolicy::Always | PullPolicy::IfNotPresent)) {
            self.refuse("spec.containers.imagePullPolicy", "labs need no registry: write Never");
        }
        self.security(security);
        self.resources(container);
        for port in &container.ports {
            let Some(host_port) = port.host_port else { continue };
            let address = port.host_ip.map(|address| match address {
                IpAddr::V4(address) => format!("{address}:"),
                IpAddr::V6(address) => format!("[{address}]:"),
            });
            let protocol = match port.protocol {
                Protocol::Tcp => "tcp",
                Protocol::Udp => "udp",
            };
            let address = address.unwrap_or_default();
            self.add(format!("--publish={address}{host_port}:{}/{protocol}", port.container_port));
        }
        for variable in &container.env {
            self.add(format!("--env={}={}", variable.name, variable.value));
        }
        for mount in &container.volume_mounts {
            let Some(volume) = volumes.iter().find(|volume| volume.name == mount.name) else {
                self.refuse("spec.containers.volumeMounts", format!("there is no volume `{}`", mount.name));
                continue;
            };
            let size = match volume.empty_dir.size_limit.as_deref().map(quantity::bytes) {
                None => String::new(),
                Some(Some(bytes)) => format!(",tmpfs-size={bytes}"),
                Some(None) => {
                    self.refuse("spec.volumes.emptyDir.sizeLimit", "it is no quantity like 16Mi");
                    continue;
                }
            };
            let read_only = if mount.read_only { ",readonly" } else { "" };
            self.add(format!("--mount=type=tmpfs,destination={}{size}{read_only}", mount.mount_path));
        }
        if let Some((program, rest)) = container.command.split_first() {
            self.add(format!("--entrypoint={program}"));
            self.add(container.image.clone());
            self.arguments.extend(rest.iter().cloned());
        } else {
            self.add(container.image.clone());
        }
        self.arguments.extend(container.args.iter().cloned());
    }

    fn security(&mut self, security: &SecurityContext) {
        match (security.run_as_non_root, security.run_as_user) {
            (Some(true), Some(0)) => self.refuse("securityContext.runAsNonRoot", "runAsUser is 0, which is root"),
            (Some(true), None) => {
                self.refuse("securityContext.runAsNonRoot", "Podman does not check it: say which user with runAsUser");
            }
            _ => {}
        }
        match (security.run_as_user, security.run_as_group) {
            (Some(user), Some(group)) => self.add(format!("--user={user}:{group}")),
            (Some(user), None) => self.add(format!("--user={user}")),
            (None, Some(_)) => self.refuse("securityContext.runAsGroup", "Podman takes a group only with runAsUser"),
            (None, None) => {}
        }
        if security.privileged == Some(true) {
            self.add("--privileged");
        }
        if security.allow_privilege_escalation == Some(false) {
            self.add("--security-opt=no-new-privileges");
        }
        if security.read_only_root_filesystem == Some(true) {
            // Podman would put writable folders over /tmp, /run and /var/tmp; Kubernetes does not.
            self.add("--read-only");
            self.add("--read-only-tmpfs=false");
        }
        for name in security.capabilities.iter().flat_map(|capabilities| &capabilities.drop) {
            self.add(format!("--cap-drop={name}"));
        }
        for name in security.capabilities.iter().flat_map(|capabilities| &capabilities.add) {
            self.add(format!("--cap-add={name}"));
        }
        self.seccomp(security);
        self.apparmor(security);
    }

    fn seccomp(&mut self, security: &SecurityContext) {
        let Some(profile) = &security.seccomp_profile else { return };
        match (profile.kind, &profile.localhost_profile) {
            (ProfileKind::RuntimeDefault, None) => {}
            (ProfileKind::Unconfined, None) => self.add("--security-opt=seccomp=unconfined"),
            (ProfileKind::Localhost, Some(path)) => self.add(format!("--security-opt=seccomp={SECCOMP_ROOT}/{path}")),
            (ProfileKind::Localhost, None) => {
                self.refuse("securityContext.seccompProfile", "type Localhost needs localhostProfile");
            }
            (_, Some(_)) => {
                self.refuse("securityContext.seccompProfile", "localhostProfile goes with type Localhost alone");
            }
        }
    }

    fn apparmor(&mut self, security: &SecurityContext) {
        let Some(profile) = &security.app_armor_profile else { return };
        let key = "securityContext.appArmorProfile";
        match (profile.kind, &profile.localhost_profile) {
            // Rootless Podman refuses to start it. A lab may want to show just that.
            (ProfileKind::Localhost, Some(_)) if !self.options().rootful && self.workload.refusal().is_none() => {
                self.refuse(
                    key,
                    "rootless Podman can't apply AppArmor profiles: run it with `podman: {rootful: true}`",
                );
            }
            (ProfileKind::Localhost, Some(name)) => self.add(format!("--security-opt=apparmor={name}")),
            (ProfileKind::Unconfined, None) => self.add("--security-opt=apparmor=unconfined"),
            (ProfileKind::RuntimeDefault, None) if self.options().rootful => {}
            (ProfileKind::RuntimeDefault, None) => self.refuse(key, "rootless Podman has no default profile"),
            (ProfileKind::Localhost, None) => self.refuse(key, "type Localhost needs localhostProfile"),
            (_, Some(_)) => self.refuse(key, "localhostProfile goes with type Localhost alone"),
        }
    }

    fn resources(&mut self, container: &Container) {
        let resources = &container.resources;
        // Equal to the memory, so that nothing is swapped: the limit bites as it does in a cluster.
        self.quantity("limits.memory", resources.limits.memory.as_deref(), quantity::bytes, &["memory", "memory-swap"]);
        self.quantity(
            "requests.memory",
            resources.requests.memory.as_deref(),
            quantity::bytes,
            &["memory-reservation"],
        );
        self.quantity("requests.cpu", resources.requests.cpu.as_deref(), quantity::shares, &["cpu-shares"]);
        self.quantity("limits.cpu", resources.limits.cpu.as_deref(), quantity::microseconds, &["cpu-quota"]);
    }

    fn quantity(&mut self, key: &str, given: Option<&str>, read: fn(&str) -> Option<u64>, options: &[&str]) {
        let Some(text) = given else { return };
        match read(text) {
            Some(number) => options.iter().for_each(|option| self.add(format!("--{option}={number}"))),
            None => self.refuse(&format!("resources.{key}"), format!("`{text}` is no quantity that Podman takes")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKLOAD: &str = "name: w\ntitle: t\nobserve: [{seccomp: filter}]\n";

    fn translated(workload: &str, pod: &str) -> Result<String, String> {
        let workload: Workload = serde_saphyr::from_str(&format!("{WORKLOAD}{workload}")).unwrap();
        let pod = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: w}}\nspec: {pod}\n");
        let pod = Pod::parse("w.yaml", &pod).unwrap();
        let keys = |problems: Vec<Unsupported>| problems.into_iter().map(|one| one.key).collect::<Vec<_>>().join(" ");
        arguments(&workload, &pod).map(|arguments| arguments.join(" ")).map_err(keys)
    }

    #[test]
    fn every_key_of_a_manifest_becomes_an_argument() {
        let pod = "{securityContext: {runAsUser: 1000, runAsGroup: 7, runAsNonRoot: true}, containers: [{name: c, image: i, \
            command: [toolbox, serve], args: ['--port', '80'], env: [{name: A, value: b c}], \
            ports: [{containerPort: 80, hostPort: 8080, hostIP: 127.0.0.1}], \
            resources: {requests: {cpu: 100m, memory: 16Mi}, limits: {cpu: '1.5', memory: 32Mi}}, \
            volumeMounts: [{name: v, mountPath: /var/x}], \
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, \
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}, \
            seccompProfile: {type: Localhost, localhostProfile: profiles/p.json}}}], volumes: [{name: v, emptyDir: {sizeLimit: 1Mi}}]}";
        let expected = "--user=1000:7 --security-opt=no-new-privileges --read-only --read-only-tmpfs=false --cap-drop=ALL \
            --cap-add=NET_BIND_SERVICE --security-opt=seccomp=/var/lib/kubelet/seccomp/profiles/p.json \
            --memory=33554432 --memory-swap=33554432 --memory-reservation=16777216 --cpu-shares=102 --cpu-quota=150000 \
            --publish=127.0.0.1:8080:80/tcp --env=A=b c --mount=type=tmpfs,destination=/var/x,tmpfs-size=1048576 \
            --entrypoint=toolbox i serve --port 80";
        assert_eq!(translated("", pod).unwrap(), expected);
    }

    #[test]
    fn what_podman_would_leave_out_is_refused() {
        for (workload, container, key) in [
            ("", "imagePullPolicy: Always", "spec.containers.imagePullPolicy"),
            ("", "securityContext: {runAsNonRoot: true}", "securityContext.runAsNonRoot"),
            ("", "securityContext: {runAsGroup: 1}", "securityContext.runAsGroup"),
            ("", "securityContext: {appArmorProfile: {type: RuntimeDefault}}", "securityContext.appArmorProfile"),
            (
                "",
                "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: p}}",
                "securityContext.appArmorProfile",
            ),
            ("", "resources: {limits: {memory: lots}}", "resources.limits.memory"),
            ("", "volumeMounts: [{name: v, mountPath: /x}]", "spec.containers.volumeMounts"),
            ("podman: {rootful: true, userNamespace: keep-id}", "args: []", "podman.userNamespace"),
        ] {
            let refused = translated(workload, &format!("{{containers: [{{name: c, image: i, {container}}}]}}"));
            assert_eq!(refused.unwrap_err(), key, "{container}");
        }
    }

    #[test]
    fn root_may_apply_apparmor_and_a_lab_may_show_that_the_student_may_not() {
        let pod = "{containers: [{name: c, image: i, securityContext: \
            {appArmorProfile: {type: Localhost, localhostProfile: seclab-p}}}]}";
        let expected = "--security-opt=apparmor=seclab-p i";
        assert_eq!(translated("podman: {rootful: true}", pod).unwrap(), expected);
        let shown = "name: w\ntitle: t\nobserve: [{cannotStart: AppArmor}]\n";
        let workload: Workload = serde_saphyr::from_str(shown).unwrap();
        assert_eq!(workload.refusal(), Some("AppArmor"));
    }
}
