//! The section `kubernetes` of a lab: what is refused before anything is launched.

#[path = "support/process.rs"]
mod process;

use process::shown;

#[test]
fn a_server_that_is_not_k3s_is_taken_only_from_who_agreed() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["up", "rootless", "--host", "box"]), @"
    exit code 2
    --- stderr
    Lab rootless (built in).
    provider: ssh (it was asked for)
    error: this seclab does not fetch K3s releases yet, and its own server, which is not K3s, was not agreed to
    hint: to take seclab's own server, add --accept-upstream
    hint: with a k3s program of yours: write `source: file` under `kubernetes` in lab.yaml
    ");
}

#[test]
fn what_the_section_can_not_mean_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let lab = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {name: wrong, title: Wrong}\nnodes: [{name: node}]\n\
        student: {}\ndelegation: {controllers: [cpu, memory, pids]}\npodman: {}\n\
        kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}\n";
    std::fs::write(folder.path().join("lab.yaml"), lab).unwrap();
    let told = shown(folder.path(), &["lab", "validate", "."]);
    insta::assert_snapshot!(told, @"
    exit code 2
    --- stderr
    error: ./lab.yaml is not a valid lab: 6 problems
      ./lab.yaml:8:1: a lab has one runtime: `podman` or `kubernetes`
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         | ^^^^^^^^^^
      ./lab.yaml:8:1: it needs cgroup controllers that are not delegated: cpuset
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         | ^^^^^^^^^^
      ./lab.yaml:8:22: no file is named
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         |                      ^^^^
      ./lab.yaml:8:37: v1.34.4+k3s1 can't run rootless: it fails to evacuate its control group
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         |                                     ^^^^^^^^^^^^
      ./lab.yaml:8:37: the source `file` has no version
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         |                                     ^^^^^^^^^^^^
      ./lab.yaml:8:70: `rootless` is seclab's to set: the unit has it
       8 | kubernetes: {source: file, version: v1.34.4+k3s1, config: {rootless: true}}
         |                                                                      ^^^^
    hint: write `delegation: {}`, which delegates all
    hint: add `file: {program: PATH}`
    hint: take another release
    ");
}

#[test]
fn a_manifest_that_could_not_run_there_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let lab = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {name: wrong, title: Wrong}\nnodes: [{name: node}]\n\
        student: {}\ndelegation: {}\nkubernetes: {}\nworkloads:\n  - {name: web, title: Web, manifest: web.yaml, \
        podman: {rootful: true}, observe: [{killedAbove: 32Mi}]}\n";
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec:\n  containers:\n    - {name: main, \
        image: 'localhost/seclab/toolbox:root'}\n";
    std::fs::write(folder.path().join("lab.yaml"), lab).unwrap();
    std::fs::write(folder.path().join("web.yaml"), pod).unwrap();
    let told = shown(folder.path(), &["lab", "validate", "."]);
    insta::assert_snapshot!(told, @"
    exit code 2
    --- stderr
    error: ./lab.yaml is not a valid lab: 4 problems
      ./lab.yaml:9:39: web.yaml: `podman`: Kubernetes runs this workload, and knows no option of Podman's
       9 |   - {name: web, title: Web, manifest: web.yaml, podman: {rootful: true}, observe: [{killedAbove: 32Mi}]}
         |                                       ^^^^^^^^
      ./lab.yaml:9:39: web.yaml: `metadata.name`: the Pod is not named like its workload
       9 |   - {name: web, title: Web, manifest: web.yaml, podman: {rootful: true}, observe: [{killedAbove: 32Mi}]}
         |                                       ^^^^^^^^
      ./lab.yaml:9:39: web.yaml: `spec.containers[0].imagePullPolicy`: the image comes from an archive: write `Never`
       9 |   - {name: web, title: Web, manifest: web.yaml, podman: {rootful: true}, observe: [{killedAbove: 32Mi}]}
         |                                       ^^^^^^^^
      ./lab.yaml:9:84: Kubernetes ends the whole container, not the process that ate too much
       9 |   - {name: web, title: Web, manifest: web.yaml, podman: {rootful: true}, observe: [{killedAbove: 32Mi}]}
         |                                                                                    ^
    hint: let a Pod of its own eat, and write `ends: OOMKilled`
    ");
}
