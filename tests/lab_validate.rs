//! `seclab lab validate`: what is refused, and how it is said.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use process::shown;
use tempfile::TempDir;

const HEAD: &str = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata:\n  name: x\n  title: X\n";

fn here() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What `lab validate` shows for a text.
fn validated(rest: &str) -> String {
    let folder = here();
    fs_err::write(folder.path().join("lab.yaml"), format!("{HEAD}{rest}")).unwrap();
    shown(folder.path(), &["lab", "validate", "lab.yaml"])
}

#[test]
fn an_unknown_key_is_shown_where_it_stands() {
    insta::assert_snapshot!(validated("nodes:\n  - nmae: a\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:7:5: unknown key `nmae`; here may stand `name`, `image`, `cpus`, `memory` or `disk`
       7 |   - nmae: a
         |     ^^^^
    hint: in lab.yaml, write `name` instead of `nmae`
    ");
}

#[test]
fn a_duplicate_key_is_refused() {
    insta::assert_snapshot!(validated("nodes:\n  - name: a\nnodes: []\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:8:1: the key `nodes` stands here twice
       8 | nodes: []
         | ^^^^^
    ");
}

#[test]
fn a_bad_size_is_shown_where_it_stands() {
    insta::assert_snapshot!(validated("nodes:\n  - name: a\n    memory: 2g\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:8:13: `2g` is not a size: write a whole number with K, M, G or T, like 2G
       8 |     memory: 2g
         |             ^^
    ");
}

#[test]
fn a_wrong_type_is_said_in_plain_words() {
    insta::assert_snapshot!(validated("nodes: 3\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:6:8: expected a list
       6 | nodes: 3
         |        ^
    ");
    insta::assert_snapshot!(validated("nodes:\n  - name: a\n    cpus: 07\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:8:11: expected a whole number
       8 |     cpus: 07
         |           ^^
    ");
    insta::assert_snapshot!(validated("nodes:\n  - name: a\nstudent:\n  sudo: yes\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:9:9: expected `true` or `false`
       9 |   sudo: yes
         |         ^^^
    ");
    insta::assert_snapshot!(validated("nodes:\n  - name: [a\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid
      lab.yaml:7:11: expected a single value
       7 |   - name: [a
         |           ^
    ");
}

#[test]
fn a_profile_file_must_exist_inside_the_folder() {
    let profiles = "nodes:\n  - name: a\nprofiles:\n  apparmor:\n    - {name: seclab-a, file: a}\n    - {name: seclab-b, file: ../b}\n    - {name: seclab-c, file: /etc/passwd}\n";
    insta::assert_snapshot!(validated(profiles), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 3 problems
      lab.yaml:10:30: `a` does not exist in the lab's folder
       10 |     - {name: seclab-a, file: a}
          |                              ^
      lab.yaml:11:30: `../b` leads out of the lab's folder
       11 |     - {name: seclab-b, file: ../b}
          |                              ^^^^
      lab.yaml:12:30: `/etc/passwd` leads out of the lab's folder
       12 |     - {name: seclab-c, file: /etc/passwd}
          |                              ^^^^^^^^^^^
    ");
}

#[test]
fn a_profile_file_must_hold_the_profile() {
    let folder = here();
    let profiles = "nodes:\n  - name: a\nprofiles:\n  apparmor:\n    - {name: seclab-a, file: a}\n    - {name: seclab-b, file: b}\n    - {name: seclab-c, file: c}\n";
    fs_err::write(folder.path().join("lab.yaml"), format!("{HEAD}{profiles}")).unwrap();
    fs_err::write(folder.path().join("a"), "profile other {\n}\n").unwrap();
    fs_err::write(folder.path().join("b"), "profile seclab-b flags=(complain) {\n}\n").unwrap();
    fs_err::write(folder.path().join("c"), "# nothing\n").unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "lab.yaml"]), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 3 problems
      lab.yaml:10:14: `a` holds the profile `other`, not `seclab-a`
       10 |     - {name: seclab-a, file: a}
          |              ^^^^^^^^
      lab.yaml:11:30: `b` has the flag `complain`, so it would not be enforced
       11 |     - {name: seclab-b, file: b}
          |                              ^
      lab.yaml:12:30: `c` holds 0 profiles; a file holds exactly one
       12 |     - {name: seclab-c, file: c}
          |                              ^
    hint: in b, remove the flag `complain`: the lab's `mode` decides
    ");
}

#[test]
fn a_symbolic_link_does_not_lead_out_of_the_folder() {
    let folder = here();
    let lab = folder.path().join("lab");
    fs_err::create_dir(&lab).unwrap();
    fs_err::write(folder.path().join("secret"), "profile seclab-a {\n}\n").unwrap();
    fs_err::os::unix::fs::symlink("../secret", lab.join("a")).unwrap();
    let text = format!("{HEAD}nodes: [name: a]\nprofiles:\n  apparmor:\n    - {{name: seclab-a, file: a}}\n");
    fs_err::write(lab.join("lab.yaml"), text).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "./lab"]), @"
    exit code 2
    --- stderr
    error: ./lab/lab.yaml is not valid
      ./lab/lab.yaml:9:30: `a` leads out of the lab's folder
       9 |     - {name: seclab-a, file: a}
         |                              ^
    ");
}

#[test]
fn all_problems_are_reported_at_once() {
    let bad = r#"nodes:
  - {name: a, cpus: 0, memory: 100M, disk: 1G, image: fedora}
  - {name: a, image: ./missing.qcow2}
packages: [Foo, uidmap, uidmap]
kernel:
  modules: [../x]
  sysctls:
    net: 1
    net.ipv4.ip_forward: "1\n2"
student: {name: root}
delegation: {controllers: [cpu, cpu]}
userns: {allow: [bin/x, /usr/../x, '/usr/*', /usr/bin/]}
"#;
    insta::assert_snapshot!(validated(bad), @r#"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 17 problems
      lab.yaml:7:21: 0 CPUs are not possible: 1 to 64 are
       7 |   - {name: a, cpus: 0, memory: 100M, disk: 1G, image: fedora}
         |                     ^
      lab.yaml:7:32: 100M of memory are too few: 512M is the least
       7 |   - {name: a, cpus: 0, memory: 100M, disk: 1G, image: fedora}
         |                                ^^^^
      lab.yaml:7:44: a disk of 1G is too small: 5G is the least
       7 |   - {name: a, cpus: 0, memory: 100M, disk: 1G, image: fedora}
         |                                            ^^
      lab.yaml:7:55: no image is called `fedora`; there are `ubuntu-22.04`, `ubuntu-24.04`, `debian-12`
       7 |   - {name: a, cpus: 0, memory: 100M, disk: 1G, image: fedora}
         |                                                       ^^^^^^
      lab.yaml:8:12: `a` stands here twice
       8 |   - {name: a, image: ./missing.qcow2}
         |            ^
      lab.yaml:8:22: the disk image [HERE]/./missing.qcow2 does not exist
       8 |   - {name: a, image: ./missing.qcow2}
         |                      ^^^^^^^^^^^^^^^
      lab.yaml:9:12: `Foo` can't be the name of a package
       9 | packages: [Foo, uidmap, uidmap]
         |            ^^^
      lab.yaml:9:25: `uidmap` stands here twice
       9 | packages: [Foo, uidmap, uidmap]
         |                         ^^^^^^
      lab.yaml:11:13: `../x` can't be the name of a module
       11 |   modules: [../x]
          |             ^^^^
      lab.yaml:13:10: `net` can't be a sysctl: write it like `net.ipv4.ip_forward`
       13 |     net: 1
          |          ^
      lab.yaml:14:26: the value of `net.ipv4.ip_forward` is not one line of text
       14 |     net.ipv4.ip_forward: "1\n2"
          |                          ^^^^^^
      lab.yaml:15:17: the student can't be `root`: this user is the system's
       15 | student: {name: root}
          |                 ^^^^
      lab.yaml:16:33: `cpu` stands here twice
       16 | delegation: {controllers: [cpu, cpu]}
          |                                 ^^^
      lab.yaml:17:18: `bin/x` is not the absolute path of a program, without `.`, `..` or needless `/`
       17 | userns: {allow: [bin/x, /usr/../x, '/usr/*', /usr/bin/]}
          |                  ^^^^^
      lab.yaml:17:25: `/usr/../x` is not the absolute path of a program, without `.`, `..` or needless `/`
       17 | userns: {allow: [bin/x, /usr/../x, '/usr/*', /usr/bin/]}
          |                         ^^^^^^^^^
      lab.yaml:17:36: `/usr/*` is not one exact program: no patterns, no spaces
       17 | userns: {allow: [bin/x, /usr/../x, '/usr/*', /usr/bin/]}
          |                                    ^^^^^^^^
      lab.yaml:17:46: `/usr/bin/` is not the absolute path of a program, without `.`, `..` or needless `/`
       17 | userns: {allow: [bin/x, /usr/../x, '/usr/*', /usr/bin/]}
          |                                              ^^^^^^^^^
    hint: write ./fedora for a disk image in the lab's folder
    hint: leave out the name, and it is `student`
    "#);
}

#[test]
fn a_section_that_would_do_nothing_is_refused() {
    insta::assert_snapshot!(validated("nodes: []\ndelegation: {}\nuserns: {allow: []}\n"), @"
    exit code 2
    --- stderr
    error: lab.yaml is not valid: 3 problems
      lab.yaml:6:1: a lab has at least one node
       6 | nodes: []
         | ^^^^^
      lab.yaml:7:1: there is nobody to delegate to
       7 | delegation: {}
         | ^^^^^^^^^^
      lab.yaml:8:10: no program is allowed; leave out the section instead
       8 | userns: {allow: []}
         |          ^^^^^
    hint: add the section `student: {}`
    ");
}

#[test]
fn what_a_file_says_can_not_move_the_cursor() {
    let text = validated("nodes:\n  - name: a\n\u{9b}2J: 1\n");
    assert!(text.starts_with("exit code 2\n"), "{text}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[test]
fn a_file_that_is_no_lab_is_refused_by_its_size() {
    let folder = here();
    fs_err::write(folder.path().join("lab.yaml"), "#".repeat(300 << 10)).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["lab", "validate", "lab.yaml"]), @"
    exit code 2
    --- stderr
    error: lab.yaml is larger than 262144 bytes, which no lab is
    ");
}
