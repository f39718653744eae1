//! `seclab doctor`, and what `up` says before it launches anything, on hosts of stand-ins.

#[path = "support/host.rs"]
mod host;

use std::process::Command;

use host::{Host, shown};

const BIG: &str = "apiVersion: seclab/v1alpha1\nkind: Lab\nmetadata:\n  name: big\n  title: Big\n\
    nodes:\n  - name: one\n    cpus: 64\n    memory: 900T\n    disk: 8000T\n";

#[test]
fn a_host_with_qemu_can_run_labs_and_says_what_is_slow() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    insta::assert_snapshot!(host.shown(&["doctor"]), @"
    exit code 0
    --- stdout
    ok       provider            qemu makes the nodes: QEMU 7.2.22 is installed
    ok       multipass           Multipass is not installed: no program `multipass`
    ok       image               ubuntu-24.04: it is on this machine
    warning  acceleration        none, QEMU emulates in software: [OF THIS MACHINE]
    ok       ssh                 9.2p1 at [HERE]/bin/ssh
    ok       scp                 at [HERE]/bin/scp
    ok       qemu-system-[ARCH]  7.2.22 at [HERE]/bin/qemu-system-[ARCH]
    ok       qemu-img            7.2.22 at [HERE]/bin/qemu-img
    ok       mmdebstrap          not installed; only `seclab image build` needs it
    ok       image build         [OF THIS MACHINE]
    ok       subordinate ids     [OF THIS MACHINE]
    ok       memory              [SIZE] available
    ok       disk                [SIZE] free in [HERE]/data, [SIZE] free in [HERE]/cache
    ok       cpus                [OF THIS MACHINE]
    ok       proxy               none is set
    ok       data folder         [HERE]/data, made when it is needed
    ok       cache folder        [HERE]/cache
    ok       runtime folder      [HERE]/run, made when it is needed
    ok       leftovers           none
    --- stderr
    waiting for the providers
    waiting for a trial guest under kvm
    Labs can run here: 0 problems, 1 warning.
    ");
    insta::assert_snapshot!(host.shown(&["doctor", "-o", "name"]), @"
    exit code 0
    --- stdout
    acceleration
    --- stderr
    waiting for the providers
    Labs can run here: 0 problems, 1 warning.
    ");
}

#[test]
fn a_host_without_a_provider_is_told_what_to_install() {
    let host = Host::bare();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    insta::assert_snapshot!(host.shown(&["-q", "doctor"]), @"
    exit code 4
    --- stdout
    problem  provider            nothing can make VMs here: neither Multipass nor QEMU works
    ok       multipass           Multipass is not installed: no program `multipass`
    ok       image               ubuntu-24.04: it is on this machine
    ok       ssh                 9.2p1 at [HERE]/bin/ssh
    ok       scp                 at [HERE]/bin/scp
    problem  qemu-system-[ARCH]  not installed; the provider qemu needs it
                                 hint: sudo apt-get install --no-install-recommends [QEMU] qemu-utils
    problem  qemu-img            not installed; the provider qemu needs it
    ok       mmdebstrap          not installed; only `seclab image build` needs it
    ok       image build         [OF THIS MACHINE]
    ok       subordinate ids     [OF THIS MACHINE]
    ok       memory              [SIZE] available
    ok       disk                [SIZE] free in [HERE]/data, [SIZE] free in [HERE]/cache
    ok       cpus                [OF THIS MACHINE]
    ok       proxy               none is set
    ok       data folder         [HERE]/data, made when it is needed
    ok       cache folder        [HERE]/cache
    ok       runtime folder      [HERE]/run, made when it is needed
    ok       leftovers           none
    ");
}

/// Ubuntu's publisher can't be reached and nothing is stored: the image would have to be built.
#[test]
fn what_building_an_image_lacks_is_in_the_one_line_that_installs_all() {
    let all = Host::bare().shown(&["-q", "doctor"]);
    let installs: Vec<_> = all.lines().filter(|line| line.contains("apt-get install")).collect();
    assert_eq!(installs.len(), 1, "{all}");
    assert!(installs[0].contains("[QEMU] qemu-utils mmdebstrap tar"), "{all}");
    let image =
        "ok       image               debian-12, which the first `up` gets: Ubuntu's publisher can't be reached";
    assert!(all.contains(image), "{all}");
}

#[test]
fn looking_changes_nothing_but_what_is_remembered() {
    let host = Host::bare();
    host.shown(&["doctor"]);
    let names: Vec<_> = fs_err::read_dir(host.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["bin"]);
}

#[test]
fn leftovers_are_named_with_the_command_that_clears_them() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    fs_err::create_dir_all(host.path().join("data/instances/half")).unwrap();
    fs_err::create_dir_all(host.path().join("data/instances/torn")).unwrap();
    fs_err::write(host.path().join("data/instances/torn/instance.json"), "{").unwrap();
    let master = host.path().join("run/01234567/.ssh-connectionAAAAAA");
    fs_err::create_dir_all(&master).unwrap();
    drop(std::os::unix::net::UnixListener::bind(master.join("master")).unwrap());
    let all = host.shown(&["doctor"]);
    let leftovers: Vec<_> = all.lines().skip_while(|line| !line.contains("leftovers")).collect();
    insta::assert_snapshot!(leftovers.join("\n"), @"
    warning  leftovers           [HERE]/data/instances/half belongs to no instance
                                 hint: rm -r [HERE]/data/instances/half
    warning  leftovers           the record [HERE]/data/instances/torn/instance.json can't be read: EOF while parsing an object at line 1 column 1
                                 hint: rm -r [HERE]/data/instances/torn  # gives its nodes' disks up
    warning  leftovers           ssh connections that are gone: 1
                                 hint: rm -r [HERE]/run/01234567/.ssh-connectionAAAAAA
    --- stderr
    waiting for the providers
    waiting for a trial guest under kvm
    Labs can run here: 0 problems, 4 warnings.
    ");
}

#[test]
fn proxies_of_the_host_are_said_without_their_passwords() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    let mut command = host.seclab(&["-q", "doctor"]);
    let all = shown(host.path(), command.env("HTTPS_PROXY", "http://me:secret@proxy:3128"));
    let proxy: Vec<_> = all.lines().skip_while(|line| !line.contains("proxy")).take(2).collect();
    insta::assert_snapshot!(proxy.join("\n"), @r#"
    warning  proxy               nodes do not get this host's proxy settings (HTTPS_PROXY=http://proxy:3128): seclab's own downloads go through the proxy, but packages and container images that a node fetches do not; no_proxy does not name 127.0.0.1, where nodes are reached: HTTP to them would go to the proxy
                                 hint: export no_proxy="${no_proxy:+$no_proxy,}localhost,127.0.0.1"
    "#);
}

#[test]
fn json_has_every_finding() {
    let host = Host::bare();
    let done = host.seclab(&["-q", "doctor", "-o", "json"]).output().unwrap();
    assert_eq!(done.status.code(), Some(4));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["usable"], false);
    let provider = &report["findings"][0];
    assert_eq!((provider["check"].as_str(), provider["level"].as_str()), (Some("provider"), Some("problem")));
    assert!(
        report["findings"].as_array().unwrap().iter().all(|one| one["found"].is_string() && one["hints"].is_array())
    );
}

#[test]
fn an_instance_that_is_not_there_is_wrong_usage() {
    insta::assert_snapshot!(Host::bare().shown(&["doctor", "cks"]), @"
    exit code 2
    --- stderr
    error: there is no instance `cks`
    hint: seclab ls
    ");
}

#[test]
fn what_does_not_fit_is_said_in_full_before_anything_is_made() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    fs_err::write(host.path().join("lab.yaml"), BIG).unwrap();
    let table: [&[&str]; 2] = [&["up", "./lab.yaml", "--dry-run"], &["up", "./lab.yaml"]];
    for arguments in table {
        insta::allow_duplicates! {
            insta::assert_snapshot!(without_cpus(&host.shown(arguments)), @"
            exit code 1
            --- stderr
            Lab big ([HERE]/lab.yaml).
            provider: qemu (QEMU 7.2.22 is installed (multipass: Multipass is not installed: no program `multipass`))
            one: image: ubuntu-24.04 (it is on this machine)
            error: big does not fit on this host
              memory: 900T needed (node one 900T), [SIZE] available
              disk: 2000T needed in [HERE]/data (node one 2000T), [SIZE] free
            hint: lower `memory:` of the nodes in lab.yaml
            hint: lower `disk:` of the nodes in lab.yaml
            hint: make room in [HERE]/data, or name other folders: SECLAB_DATA_DIR, SECLAB_CACHE_DIR
            hint: to go on all the same, add --force
            ");
        }
    }
    insta::assert_snapshot!(without_cpus(&host.shown(&["up", "./lab.yaml", "--dry-run", "--force"])), @"
    exit code 0
    --- stdout
    big/one
      the node is made and started; the rest is known after that
    --- stderr
    Lab big ([HERE]/lab.yaml).
    provider: qemu (QEMU 7.2.22 is installed (multipass: Multipass is not installed: no program `multipass`))
    one: image: ubuntu-24.04 (it is on this machine)
    note: too little memory: 900T needed (node one 900T), [SIZE] available
    note: too little disk: 2000T needed in [HERE]/data (node one 2000T), [SIZE] free
    ");
}

#[test]
fn a_dry_run_leaves_nothing() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    host.shown(&["up", "node", "--dry-run", "--force"]);
    assert!(!host.path().join("data").exists());
}

fn without_cpus(text: &str) -> String {
    text.lines().filter(|line| !line.contains(" CPUs, ")).map(|line| line.to_owned() + "\n").collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_whose_instance_is_gone_is_named_with_its_process() {
    let host = Host::with_qemu();
    host.image("ubuntu-24.04", &"ab".repeat(32));
    let pid_file = host.path().join("data/instances/gone/nodes/node/qemu.pid");
    let mut process = std::os::unix::process::CommandExt::arg0(&mut Command::new("/bin/sh"), host::qemu())
        .args(["-c", "read line; :"])
        .arg(&pid_file)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let all = host.shown(&["-q", "doctor"]).replace(&process.id().to_string(), "[PID]");
    drop(process.stdin.take());
    process.wait().unwrap();
    let leftovers: Vec<_> = all.lines().skip_while(|line| !line.contains("leftovers")).collect();
    insta::assert_snapshot!(leftovers.join("\n"), @"
    warning  leftovers           process [PID] is a node of gone, which is no instance any more
                                 hint: kill [PID]
    ");
}
