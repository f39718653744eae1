//! `seclab lab`: labs as definitions.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use std::path::Path;

use process::{seclab, shown};
use tempfile::TempDir;

const HEAD: &str = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata:\n  name: x\n  title: X\n";

fn here() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn list_names_the_built_in_labs() {
    insta::assert_snapshot!(shown(here().path(), &["lab", "list"]), @"
    exit code 0
    --- stdout
    NAME         NODES   TITLE
    containers   1       Capabilities and seccomp on rootless Podman
    node         1       One prepared node
    rootless     1       Kubernetes without root
    ");
    insta::assert_snapshot!(shown(here().path(), &["lab", "list", "-o", "name"]), @"
    exit code 0
    --- stdout
    containers
    node
    rootless
    ");
    insta::assert_snapshot!(shown(here().path(), &["lab", "list", "-o", "json"]), @r#"
    exit code 0
    --- stdout
    {
      "labs": [
        {
          "name": "containers",
          "nodes": 1,
          "title": "Capabilities and seccomp on rootless Podman"
        },
        {
          "name": "node",
          "nodes": 1,
          "title": "One prepared node"
        },
        {
          "name": "rootless",
          "nodes": 1,
          "title": "Kubernetes without root"
        }
      ]
    }
    "#);
}

#[test]
fn show_says_what_a_lab_prepares_and_where_it_is_from() {
    insta::assert_snapshot!(shown(here().path(), &["lab", "show", "node"]), @"
    exit code 0
    --- stdout
    node: One prepared node
    The smallest lab: one machine on which an unprivileged user may run a rootless runtime. For trying out seclab, and for exercises that need no cluster.

    NODE   IMAGE                     CPUS   MEMORY   DISK
    node   chosen for the provider   2      2G       10G

    origin:       built in
    packages:     uidmap, dbus-user-session, fuse3, slirp4netns, iproute2, iptables, apparmor, apparmor-utils, kmod, ca-certificates
    modules:      overlay, fuse, tun, veth, bridge, br_netfilter, vxlan, nf_conntrack, nf_tables, x_tables, ip_tables, ip6_tables, iptable_filter, iptable_nat, ip6table_nat, ip_set, xt_set
    sysctls:      net.ipv4.ip_forward=1, net.ipv4.ping_group_range=0 2147483647
    student:      student
    delegation:   cpu, cpuset, io, memory, pids
    userns:       /usr/local/bin/k3s
    AppArmor:     seclab-deny-write (enforce), seclab-complain (complain)
    exercises:    cgroup-versions, delegation
    ");
}

#[test]
fn show_as_json_is_a_lab_that_the_schema_accepts() {
    let done = seclab(here().path(), &["lab", "show", "node", "--output=json"]).output().unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(shown["origin"]["built-in"], "node");
    assert!(validator().is_valid(&shown["lab"]));
}

#[test]
fn an_unknown_lab_is_answered_with_what_there_is() {
    insta::assert_snapshot!(shown(here().path(), &["lab", "show", "ndoe"]), @"
    exit code 2
    --- stderr
    error: no lab is called `ndoe`
    hint: did you mean `node`?
    hint: seclab lab list
    ");
    insta::assert_snapshot!(shown(here().path(), &["lab", "show", "./ndoe"]), @"
    exit code 2
    --- stderr
    error: there is no lab at ./ndoe
    hint: seclab lab list
    ");
}

#[test]
fn a_lab_in_the_current_folder_can_not_shadow_a_built_in_one() {
    let folder = here();
    fs_err::create_dir(folder.path().join("node")).unwrap();
    fs_err::write(folder.path().join("node/lab.yaml"), format!("{HEAD}nodes: [name: a]\n")).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "node", "./node"]), @"
    exit code 0
    --- stdout
    node is valid (built in)
    x is valid ([HERE]/node/lab.yaml)
    ");
}

#[test]
fn a_new_lab_is_valid_and_an_existing_folder_is_left_alone() {
    let folder = here();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "new", "mine"]), @"
    exit code 0
    --- stderr
    Wrote ./mine/lab.yaml.
    hint: seclab lab validate ./mine
    ");
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "./mine"]), @"
    exit code 0
    --- stdout
    mine is valid ([HERE]/mine/lab.yaml)
    ");
    insta::assert_snapshot!(shown(folder.path(), &["lab", "show", "mine"]), @"
    exit code 2
    --- stderr
    error: no lab is called `mine`
    hint: write ./mine for the lab in the current folder
    ");
    fs_err::write(folder.path().join("mine/lab.yaml"), "precious").unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "new", "mine"]), @"
    exit code 2
    --- stderr
    error: ./mine exists already
    hint: choose another name, or another folder with --dir
    ");
    assert_eq!(fs_err::read_to_string(folder.path().join("mine/lab.yaml")).unwrap(), "precious");
}

fn validator() -> jsonschema::Validator {
    let done = seclab(repository(), &["lab", "schema"]).output().unwrap();
    assert!(done.status.success());
    jsonschema::validator_for(&serde_json::from_slice(&done.stdout).unwrap()).unwrap()
}

#[test]
fn every_lab_that_comes_with_seclab_is_valid_and_fits_the_schema() {
    let schema = validator();
    let of_folder = |folder: &str| fs_err::read_dir(repository().join(folder)).unwrap();
    let labs = of_folder("labs").map(|lab| lab.unwrap().path().join("lab.yaml"));
    let examples = of_folder("examples").map(|example| example.unwrap().path()).filter(|path| path.is_file());
    let files: Vec<_> = labs.chain(examples).collect();
    assert!(files.len() >= 3);
    for file in files {
        let done = seclab(repository(), &["lab", "validate", file.to_str().unwrap()]).output().unwrap();
        assert!(done.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&done.stderr));
        let value: serde_json::Value = serde_saphyr::from_str(&fs_err::read_to_string(&file).unwrap()).unwrap();
        let refused: Vec<String> = schema.iter_errors(&value).map(|e| e.to_string()).collect();
        assert_eq!(refused, Vec::<String>::new(), "{}", file.display());
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let schema = validator();
    for bad in [
        "nodes: []",
        "nodes: [nmae: a]",
        "nodes: [{name: a, memory: 2g}]",
        "nodes: [{name: A}]",
        "nodes: [name: a]\npackages: [A]",
    ] {
        let value: serde_json::Value = serde_saphyr::from_str(&format!("{HEAD}{bad}\n")).unwrap();
        assert!(!schema.is_valid(&value), "{bad}");
        let folder = here();
        fs_err::write(folder.path().join("lab.yaml"), format!("{HEAD}{bad}\n")).unwrap();
        let said = shown(folder.path(), &["lab", "validate", "lab.yaml"]);
        assert!(said.starts_with("exit code 2\n"), "{bad}: {said}");
    }
}
