//! Existing machines: what is refused before anything is done to them.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/loopback_sshd.rs"]
mod loopback_sshd;
#[path = "support/process.rs"]
mod process;

use std::path::Path;

use loopback_sshd::Sshd;
use process::{seclab, shown};
use tempfile::TempDir;

fn here() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What `up` says, with the user who runs the tests named `ME`.
fn up(folder: &Path, sshd: &Sshd) -> String {
    shown(folder, &["up", "node", "--yes", "--host", "box", "--ssh-config", "config"])
        .replace(&format!("{}@", sshd.user), "ME@")
}

#[test]
fn a_host_that_ssh_would_take_for_something_else_is_wrong_usage() {
    let folder = here();
    let told = |host: &str| {
        let text = shown(folder.path(), &["up", "node", &format!("--host={host}")]);
        text.lines().nth(2).unwrap().split_once(">...': ").map_or(text.clone(), |(_, reason)| reason.to_owned())
    };
    for (host, reason) in [
        ("-oProxyCommand=id", "`-oProxyCommand` is not a name"),
        ("-box", "`-box` begins with `-`"),
        ("box:ssh", "`ssh` is not a port: use 1 to 65535"),
        ("node=", "`` names no host; write [USER@]HOST[:PORT]"),
        ("me@", "`me@` names no host; write [USER@]HOST[:PORT]"),
    ] {
        assert!(told(host).contains(reason), "{}", told(host));
    }
}

#[test]
fn each_node_is_named_a_machine_and_no_other_provider_takes_one() {
    let folder = here();
    insta::assert_snapshot!(shown(folder.path(), &["up", "node", "--host", "worker=box"]), @"
    exit code 2
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    error: the lab has no node `worker`; it has node
    ");
    insta::assert_snapshot!(shown(folder.path(), &["up", "node", "--host", "box", "--provider", "qemu"]), @"
    exit code 2
    --- stderr
    Lab node (built in).
    error: qemu makes its machines; it can't take an existing one
    hint: leave --provider out: --host implies ssh
    ");
    insta::assert_snapshot!(shown(folder.path(), &["up", "node", "--provider", "ssh"]), @"
    exit code 2
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    error: no machine is named for the node node
    hint: add --host node=USER@HOST
    ");
}

#[test]
fn nobody_is_prepared_who_did_not_agree() {
    let folder = here();
    insta::assert_snapshot!(shown(folder.path(), &["up", "node", "--host", "box"]), @"
    exit code 2
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    On box, as root, seclab will: check for pure cgroup v2, wait for cloud-init, install packages, load kernel modules and set sysctls, make the student's account, delegate cgroup controllers, allow user namespaces to the lab's programs, load AppArmor profiles. It may have to reboot.
    `seclab down node` takes it all back.
    error: Prepare box? nobody can answer here: stdin or stderr is no terminal
    hint: add --yes to say yes beforehand
    ");
    assert_eq!(
        shown(folder.path(), &["ls", "-o", "name"]),
        "exit code 0\n--- stderr\nNo instances.\nhint: seclab lab list\n"
    );
}

#[test]
fn an_unknown_host_key_is_refused_with_the_way_to_know_it() {
    let folder = here();
    let sshd = Sshd::start(folder.path());
    sshd.forget_host_key();
    insta::assert_snapshot!(up(folder.path(), &sshd), @"
    exit code 4
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    node: waiting for box to answer
    error: the host key of box is not among your known hosts
      node: node
    hint: log in once by hand and compare the fingerprint: ssh -F [HERE]/config box
    ");
}

#[test]
fn a_key_that_does_not_open_the_machine_is_told() {
    let folder = here();
    let sshd = Sshd::start(folder.path());
    sshd.lock_out();
    insta::assert_snapshot!(up(folder.path(), &sshd), @"
    exit code 4
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    node: waiting for box to answer
    error: box does not let you in: ME@127.0.0.1: Permission denied (publickey).
      node: node
    hint: try it by hand: ssh -F [HERE]/config box
    hint: a key with a passphrase must be in your agent: ssh-add
    ");
}

#[test]
fn a_machine_that_can_not_be_prepared_is_told_why() {
    let folder = here();
    let sshd = Sshd::start(folder.path());
    let os = "node.os.ID=fedora\nnode.os.VERSION_ID=42\nexisting.kernel=Linux\n";
    sshd.answers(&format!("{os}existing.systemd=yes\nnode.end=\n"));
    insta::assert_snapshot!(up(folder.path(), &sshd), @"
    exit code 2
    --- stderr
    Lab node (built in).
    provider: ssh (it was asked for)
    node: waiting for box to answer
    error: box runs fedora 42; seclab installs packages by apt, on Debian and Ubuntu
      node: node
    hint: without --host, seclab makes a virtual machine of its own
    ");
    let said = "existing.sudo_said=sudo: a password is required\n";
    sshd.answers(&format!("{os}existing.systemd=yes\nexisting.apt=yes\n{said}node.end=\n"));
    insta::assert_snapshot!(up(folder.path(), &sshd), @r#"
    exit code 4
    --- stderr
    Lab node (built in).
    node: waiting for box to answer
    error: sudo wants a password on box, or does not allow all: sudo: a password is required
      node: node
    hint: on the machine: echo "$USER ALL=(ALL) NOPASSWD:ALL" | sudo tee /etc/sudoers.d/90-$USER
    "#);
}

#[test]
fn an_instance_whose_machine_was_never_touched_goes_without_it() {
    let folder = here();
    let sshd = Sshd::start(folder.path());
    sshd.lock_out();
    let _ = up(folder.path(), &sshd);
    drop(sshd);
    assert_eq!(shown(folder.path(), &["down", "node", "--yes"]), "exit code 0\n--- stderr\nnode is gone.\n");
}

#[test]
fn stopping_saving_and_restoring_are_refused() {
    let folder = here();
    let sshd = Sshd::start(folder.path());
    sshd.lock_out();
    let _ = up(folder.path(), &sshd);
    insta::assert_snapshot!(shown(folder.path(), &["stop", "node"]), @"
    exit code 2
    --- stderr
    node: stop …
    error: an existing machine is not seclab's, so it can't be stopped
      node: node
    hint: to take back what was done on it: seclab down node
    ");
    let refused = |words: &[&str]| seclab(folder.path(), words).output().unwrap().status.code();
    assert_eq!((refused(&["save", "node"]), refused(&["restore", "node"])), (Some(2), Some(2)));
}
