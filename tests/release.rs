//! K3s releases from a mirror on this machine: what is taken, what is noted of it, and what is refused afterwards.

#![expect(clippy::unwrap_used, reason = "the whole file is tests")]

#[allow(dead_code, reason = "each test uses its part")]
#[path = "support/process.rs"]
mod process;
#[allow(dead_code, reason = "each test uses its part")]
#[path = "support/web_server.rs"]
mod web_server;

use std::path::Path;

use web_server::{Answer, Server, closed_port};

const FOLDER: &str = "/v1.33.5%2Bk3s1";

/// A mirror with a release whose program is this, for both architectures.
fn publishing(program: &str) -> Server {
    let mut answers = Vec::new();
    for (architecture, name) in [("amd64", "k3s"), ("arm64", "k3s-arm64")] {
        let images = format!("k3s-airgap-images-{architecture}.tar.zst");
        let files = [(name, program), (images.as_str(), "images")];
        let lines = files.map(|(file, text)| format!("{}  {file}\n", seclab::digest::sha256(text)));
        let list = Answer::Whole(lines.concat().into());
        answers.push((format!("{FOLDER}/sha256sum-{architecture}.txt"), list));
        answers.extend(files.map(|(file, text)| (format!("{FOLDER}/{file}"), Answer::Whole(text.into()))));
    }
    Server::answering(answers)
}

/// A lab on an existing machine, with this under `kubernetes`.
fn lab(folder: &Path, kubernetes: &str) {
    let text = format!(
        "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata: {{name: small, title: Small}}\nnodes: [{{name: node}}]\n\
        student: {{}}\ndelegation: {{}}\nkubernetes: {kubernetes}\n"
    );
    std::fs::create_dir_all(folder.join("lab")).unwrap();
    std::fs::write(folder.join("lab/lab.yaml"), text).unwrap();
}

/// What `seclab` shows; the mirror is called MIRROR.
fn shown(folder: &Path, mirror: &str, arguments: &[&str]) -> String {
    process::shown_with(folder, arguments, &[("SECLAB_K3S_MIRROR", mirror)]).replace(mirror, "MIRROR")
}

/// It goes as far as the question about the machine, for which there is no terminal.
const UP: [&str; 4] = ["up", "./lab", "--host", "box"];

#[test]
fn the_first_use_notes_what_the_release_is_and_the_next_asks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    lab(folder.path(), "{source: release}");
    let server = publishing("program");
    let first = shown(folder.path(), &server.base, &UP);
    assert!(first.contains("noted the checksums of K3s v1.33.5+k3s1 in [HERE]/lab/lab.lock"), "{first}");
    assert!(first.contains("kubernetes: release (K3s v1.33.5+k3s1)"), "{first}");
    let noted = std::fs::read_to_string(folder.path().join("lab/lab.lock")).unwrap();
    for file in ["k3s", "k3s-arm64", "k3s-airgap-images-amd64.tar.zst", "k3s-airgap-images-arm64.tar.zst"] {
        assert!(noted.contains(&format!("\"{file}\": ")), "{noted}");
    }
    let again = shown(folder.path(), &closed_port(), &UP);
    assert!(again.contains("kubernetes: release (K3s v1.33.5+k3s1)"), "{again}");
    assert!(!again.contains("noted"), "{again}");
}

#[test]
fn a_release_that_changed_since_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    lab(folder.path(), "{source: release}");
    insta::assert_snapshot!(shown(folder.path(), &publishing("program").base, &["lock", "./lab"]), @"
    exit code 0
    --- stdout
    FILE                              SHA256                                                             WAS
    k3s                               1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8   -
    k3s-airgap-images-amd64.tar.zst   21b2eed1e328a2c62fe4c17d51188bdea73450f29956dc5c8c95429313ddd72c   -
    k3s-airgap-images-arm64.tar.zst   21b2eed1e328a2c62fe4c17d51188bdea73450f29956dc5c8c95429313ddd72c   -
    k3s-arm64                         1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8   -
    --- stderr
    Wrote [HERE]/lab/lab.lock.
    ");
    let other = publishing("other");
    insta::assert_snapshot!(shown(folder.path(), &other.base, &UP), @"
    exit code 1
    --- stderr
    Lab small ([HERE]/lab/lab.yaml).
    provider: ssh (it was asked for)
    k3s: 100 %
    error: MIRROR/v1.33.5%2Bk3s1/k3s is not what it was: sha256 is d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa, and [HERE]/lab/lab.lock says 1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8
    hint: if you know why it changed, take it as it is now: seclab lock [HERE]/lab
    ");
    insta::assert_snapshot!(shown(folder.path(), &other.base, &["lock", "./lab"]), @"
    exit code 0
    --- stdout
    FILE                              SHA256                                                             WAS
    k3s                               d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa   1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8
    k3s-airgap-images-amd64.tar.zst   21b2eed1e328a2c62fe4c17d51188bdea73450f29956dc5c8c95429313ddd72c   the same
    k3s-airgap-images-arm64.tar.zst   21b2eed1e328a2c62fe4c17d51188bdea73450f29956dc5c8c95429313ddd72c   the same
    k3s-arm64                         d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa   1310ca2c8932dbd118668bd97442558a3e1f546b5e15c69699dfbd6024f548d8
    --- stderr
    Wrote [HERE]/lab/lab.lock.
    ");
    let taken = shown(folder.path(), &other.base, &UP);
    assert!(taken.contains("kubernetes: release"), "{taken}");
}

#[test]
fn auto_takes_what_can_be_had_and_nothing_else_without_consent() {
    let folder = tempfile::tempdir().unwrap();
    lab(folder.path(), "{}");
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &UP), @"
    exit code 2
    --- stderr
    Lab small ([HERE]/lab/lab.yaml).
    provider: ssh (it was asked for)
    error: K3s v1.33.5+k3s1 can't be fetched here, and seclab's own server, which is not K3s, was not agreed to
    hint: to take seclab's own server, add --accept-upstream
    hint: with a mirror of K3s releases: export SECLAB_K3S_MIRROR=https://a.mirror.of.yours
    hint: with a k3s program of yours: write `source: file` under `kubernetes` in lab.yaml
    ");
    let reached = shown(folder.path(), &publishing("program").base, &UP);
    assert!(reached.contains("kubernetes: release"), "{reached}");
}

#[test]
fn what_can_not_be_locked_is_said() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &["lock", "containers"]), @"
    exit code 2
    --- stderr
    error: the lab has no Kubernetes
    hint: seclab lab list
    ");
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &["lock", "rootless"]), @"
    exit code 4
    --- stderr
    error: MIRROR/v1.33.5%2Bk3s1/sha256sum-amd64.txt can't be reached
    caused by: io: Connection refused (os error 111)
    hint: check the network and https_proxy, then run the same command again
    hint: export SECLAB_K3S_MIRROR=https://a.mirror.of.yours
    ");
    lab(folder.path(), "{source: upstream}");
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &["lock", "./lab"]), @"
    exit code 2
    --- stderr
    error: the lab's Kubernetes is no K3s release: its source is `upstream`
    ");
    lab(folder.path(), "{source: release, version: v1.32.1+k3s1}");
    insta::assert_snapshot!(shown(folder.path(), &publishing("program").base, &["lock", "./lab"]), @"
    exit code 1
    --- stderr
    error: MIRROR/v1.32.1%2Bk3s1/sha256sum-amd64.txt does not exist
    hint: unset SECLAB_K3S_MIRROR
    ");
    std::fs::write(folder.path().join("lab/lab.lock"), "{").unwrap();
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &UP), @"
    exit code 2
    --- stderr
    Lab small ([HERE]/lab/lab.yaml).
    provider: ssh (it was asked for)
    error: the lock file [HERE]/lab/lab.lock can't be read: EOF while parsing an object at line 1 column 1
    hint: remove it, and the next `up` writes it anew: rm [HERE]/lab/lab.lock
    ");
}

#[test]
fn a_program_of_the_users_is_known_by_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    lab(folder.path(), "{source: file, file: {program: k3s, images: [images.tar]}}");
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &UP), @"
    exit code 2
    --- stderr
    error: ./lab/lab.yaml is not valid: 2 problems
      ./lab/lab.yaml:7:28: there is no file images.tar
       7 | kubernetes: {source: file, file: {program: k3s, images: [images.tar]}}
         |                            ^^^^
      ./lab/lab.yaml:7:28: there is no file k3s
       7 | kubernetes: {source: file, file: {program: k3s, images: [images.tar]}}
         |                            ^^^^
    ");
    for name in ["k3s", "images.tar"] {
        std::fs::write(folder.path().join("lab").join(name), name).unwrap();
    }
    insta::assert_snapshot!(shown(folder.path(), &closed_port(), &UP), @"
    exit code 2
    --- stderr
    Lab small ([HERE]/lab/lab.yaml).
    provider: ssh (it was asked for)
    kubernetes: file (a program of yours, sha256 86bd33ebf64e01aa)
    On box, as root, seclab will: check for pure cgroup v2, wait for cloud-init, make the student's account, delegate cgroup controllers, install the toolbox, run Kubernetes. It may have to reboot.
    `seclab down small` takes it all back.
    error: Prepare box? nobody can answer here: stdin or stderr is no terminal
    hint: add --yes to say yes beforehand
    ");
}
