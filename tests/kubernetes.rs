//! The section `kubernetes` of a lab: what is refused before anything is launched.

#[path = "support/process.rs"]
mod process;

use process::shown;

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
    error: ./lab.yaml is not valid: 6 problems
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
    error: ./lab.yaml is not valid: 4 problems
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

#[test]
fn manifests_that_can_not_be_applied_are_told_with_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let lab = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {name: wrong, title: Wrong}\nnodes: [{name: node}]\n\
        student: {}\ndelegation: {}\nkubernetes:\n  manifests:\n    - one/a.yaml\n    - two/a.yaml\n    - none.yaml\n    \
        - empty.yaml\n    - pod.yaml\n";
    for (file, text) in [
        ("lab.yaml", lab),
        ("one/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Service\n"),
        ("two/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"),
        ("empty.yaml", "# nothing\n"),
        ("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"),
    ] {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "."]), @"
    exit code 2
    --- stderr
    error: ./lab.yaml is not valid: 5 problems
      ./lab.yaml:9:7: one/a.yaml:6:1: the key `metadata` is missing here
       9 |     - one/a.yaml
         |       ^^^^^^^^^^
      ./lab.yaml:10:7: `a.yaml` stands here twice
       10 |     - two/a.yaml
          |       ^^^^^^^^^^
      ./lab.yaml:11:7: `none.yaml` does not exist in the lab's folder
       11 |     - none.yaml
          |       ^^^^^^^^^
      ./lab.yaml:12:7: empty.yaml holds no object
       12 |     - empty.yaml
          |       ^^^^^^^^^^
      ./lab.yaml:13:7: pod.yaml: the Pod `web` belongs under `workloads`
       13 |     - pod.yaml
          |       ^^^^^^^^
    hint: give it a file of its own, and say what must be observed of it
    ");
}
