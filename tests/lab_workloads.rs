//! What a lab may ask of Podman, of its profiles and of its workloads: refused before anything is launched.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use process::shown;

const HEAD: &str = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {name: x, title: X}\nnodes: [{name: node}]\n\
    student: {}\npodman: {}\n";
const WORKLOAD: &str = "workloads:\n  - name: web\n    title: Web\n    manifest: web.yaml\n";

/// What `lab validate` shows for a lab with these files in its folder.
fn validated(rest: &str, files: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs_err::write(folder.path().join(name), text).unwrap();
    }
    fs_err::write(folder.path().join("lab.yaml"), format!("{HEAD}{rest}")).unwrap();
    shown(folder.path(), &["lab", "validate", "lab.yaml"])
}

fn pod(container: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n    - name: main\n      image: i\n{container}"
    )
}

#[test]
fn a_key_that_no_runtime_knows_is_shown_in_the_manifest() {
    let manifest = pod("      startupProbe: {exec: {command: [rm]}}\n");
    insta::assert_snapshot!(validated(&format!("{WORKLOAD}    observe: [{{seccomp: filter}}]\n"), &[("web.yaml", &manifest)]), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:10:15: web.yaml:8:7: unknown key `startupProbe`; here may stand `name`, `image`, `imagePullPolicy`, `command`, `args`, `env`, `ports`, `resources`, `securityContext` or `volumeMounts`
       10 |     manifest: web.yaml
          |               ^^^^^^^^
    ");
}

#[test]
fn what_rootless_podman_can_not_do_is_refused() {
    let manifest = pod(
        "      securityContext:\n        runAsNonRoot: true\n        appArmorProfile: {type: Localhost, localhostProfile: seclab-a}\n        capabilities: {add: [NET_BIND]}\n        seccompProfile: {type: Localhost, localhostProfile: profiles/none.json}\n",
    );
    insta::assert_snapshot!(validated(&format!("{WORKLOAD}    observe: [{{seccomp: filter}}]\n"), &[("web.yaml", &manifest)]), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 5 problems
      lab.yaml:10:15: web.yaml: `securityContext.runAsNonRoot`: Podman does not check it: say which user with runAsUser
       10 |     manifest: web.yaml
          |               ^^^^^^^^
      lab.yaml:10:15: web.yaml: `securityContext.appArmorProfile`: rootless Podman can't apply AppArmor profiles: run it with `podman: {rootful: true}`
       10 |     manifest: web.yaml
          |               ^^^^^^^^
      lab.yaml:10:15: web.yaml: the lab has no seccomp profile `profiles/none.json`
       10 |     manifest: web.yaml
          |               ^^^^^^^^
      lab.yaml:10:15: the lab has no AppArmor profile `seclab-a`
       10 |     manifest: web.yaml
          |               ^^^^^^^^
      lab.yaml:10:15: no capability is called `NET_BIND`
       10 |     manifest: web.yaml
          |               ^^^^^^^^
    hint: name one of the lab as profiles/NAME.json
    hint: write it like NET_BIND_SERVICE
    ");
}

#[test]
fn a_seccomp_profile_is_checked_before_it_is_copied() {
    let profile = "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\",\n  \"syscalls\": [\n    {\"names\": [\"mout\"], \"action\": \"SCMP_ACT_ERRNO\"},\n    {\"names\": [], \"action\": \"SCMP_ACT_ERRNO\", \"includes\": {\"caps\": [\"CAP_BPF\"]}}\n  ]\n}\n";
    insta::assert_snapshot!(validated("profiles:\n  seccomp:\n    - {name: bad, file: bad.json}\n", &[("bad.json", profile)]), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 3 problems
      lab.yaml:9:25: bad.json:4:16: unknown system call `mout`; did you mean `mount`?: runtimes pass over names that they don't know: the call that was meant stays allowed
       9 |     - {name: bad, file: bad.json}
         |                         ^^^^^^^^
      lab.yaml:9:25: bad.json:5:15: `names` is empty: the rule covers no call; the specification wants at least one name
       9 |     - {name: bad, file: bad.json}
         |                         ^^^^^^^^
      lab.yaml:9:25: bad.json:5:47: `includes` is no key of the OCI format: Docker, Podman and CRI-O apply the rule only under this condition; containerd passes over it and applies the rule always: what was meant for one capability is then for all
       9 |     - {name: bad, file: bad.json}
         |                         ^^^^^^^^
    ");
}

#[test]
fn a_workload_says_what_must_be_observed_and_is_either_a_container_or_a_process() {
    let workloads = "workloads:\n  - {name: nothing, title: t, observe: []}\n  - name: unit\n    title: t\n    \
        process: {command: [sleep, '9'], appArmorProfile: seclab-none}\n    observe: [{allowed: bind:80}, {cannotStart: x}]\n  \
        - {name: unit, title: t, process: {command: [/bin/sleep]}, observe: [{killedAbove: 32M}, {capabilities: {effective: [NET]}}]}\n";
    insta::assert_snapshot!(validated(workloads, &[]), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 9 problems
      lab.yaml:8:12: a workload has either a manifest or a process
       8 |   - {name: nothing, title: t, observe: []}
         |            ^^^^^^^
      lab.yaml:8:31: say what must be observed of it
       8 |   - {name: nothing, title: t, observe: []}
         |                               ^^^^^^^
      lab.yaml:11:15: the program is named by its absolute path
       11 |     process: {command: [sleep, '9'], appArmorProfile: seclab-none}
          |               ^^^^^^^
      lab.yaml:11:55: the lab has no AppArmor profile `seclab-none`
       11 |     process: {command: [sleep, '9'], appArmorProfile: seclab-none}
          |                                                       ^^^^^^^^^^^
      lab.yaml:12:5: what can't start or ends can't be observed otherwise
       12 |     observe: [{allowed: bind:80}, {cannotStart: x}]
          |     ^^^^^^^
      lab.yaml:12:15: this is tried inside a container, and a process is in none
       12 |     observe: [{allowed: bind:80}, {cannotStart: x}]
          |               ^
      lab.yaml:13:12: `unit` stands here twice
       13 |   - {name: unit, title: t, process: {command: [/bin/sleep]}, observe: [{killedAbove: 32M}, {capabilities: {effective: [NET]}}]}
          |            ^^^^
      lab.yaml:13:72: write the limit like `32Mi`
       13 |   - {name: unit, title: t, process: {command: [/bin/sleep]}, observe: [{killedAbove: 32M}, {capabilities: {effective: [NET]}}]}
          |                                                                        ^
      lab.yaml:13:92: no capability is called `NET`
       13 |   - {name: unit, title: t, process: {command: [/bin/sleep]}, observe: [{killedAbove: 32M}, {capabilities: {effective: [NET]}}]}
          |                                                                                            ^
    hint: write it like NET_BIND_SERVICE
    ");
}
