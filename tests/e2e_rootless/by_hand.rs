//! The documented procedure, typed by hand on a machine that has no delegation and no Kubernetes, leads to the same
//! as `seclab up`. <https://docs.k3s.io/advanced#running-rootless-servers-experimental>

use std::path::Path;
use std::time::{Duration, Instant};

use crate::guest::{Guest, NAME};
use crate::instance::{before, spec};
use crate::sessions;

sessions![the_manual_procedure_gives_the_same_facts];

/// As root. By default only some controllers are delegated.
const DELEGATE: &str = "mkdir -p /etc/systemd/system/user@.service.d
printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' >/etc/systemd/system/user@.service.d/delegate.conf
systemctl daemon-reload";

/// As the student, in whose home the unit's text lies.
const START: &str = "mkdir -p ~/.config/systemd/user
cp ~/k3s-rootless.service ~/.config/systemd/user/
systemctl --user daemon-reload
systemctl --user enable --now k3s-rootless";

/// As the student: what is asked of both.
const FACTS: &str = "cat /sys/fs/cgroup/user.slice/user-$(id -u).slice/user@$(id -u).service/cgroup.controllers
systemctl --user show k3s-rootless -p ActiveState -p Type -p Delegate -p Restart -p KillMode -p LimitNOFILE -p TasksMax
pid=$(cat ~/.rancher/k3s/rootless/child_pid)
cat /proc/$pid/uid_map /proc/$pid/gid_map
stat -c '%a %U' ~/.kube/k3s.yaml
export KUBECONFIG=~/.kube/k3s.yaml
k3s kubectl get --raw /readyz; echo
k3s kubectl get nodes -o 'jsonpath={.items[*].metadata.name} {.items[*].status.nodeInfo.kubeletVersion}'; echo
k3s kubectl get nodes -o 'jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}'; echo
k3s kubectl get namespaces -o name
ls -A ~/.rancher/k3s ~/.rancher/k3s/server";

fn the_manual_procedure_gives_the_same_facts(guest: &Guest) {
    guest.begin_ready();
    guest.seclab(&["kubectl", NAME, "--", "delete", "namespace", "privileged", "baseline", "restricted"]).succeeds();
    let of_seclab = guest.student(FACTS);
    let programs = programs(&guest.instance_folder());

    guest.begin_bare();
    guest.lab_is(&before(&spec(NAME), "delegation:"));
    guest.up().brings_up(|changes| changes > 0);
    let controllers = "cat /sys/fs/cgroup/user.slice/user-$(id -u).slice/user@$(id -u).service/cgroup.controllers";
    assert!(!guest.student(controllers).contains("cpuset"), "this machine delegates already");

    guest.root(DELEGATE);
    guest.seclab(&["stop", NAME]).succeeds();
    guest.seclab(&["start", NAME]).succeeds();
    for (program, place) in programs {
        guest.seclab(&["cp", "--admin", &program, &format!("{NAME}:/tmp/program")]).succeeds();
        guest.root(&format!("install -m 0755 /tmp/program {place}; rm /tmp/program"));
    }
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/k3s/k3s-rootless.service");
    guest.seclab(&["cp", unit.to_str().unwrap(), &format!("{NAME}:k3s-rootless.service")]).succeeds();
    guest.student(START);
    let began = Instant::now();
    let mut by_hand = guest.student(&format!("({FACTS}) 2>&1 || :"));
    while by_hand != of_seclab && began.elapsed() < Duration::from_mins(10) {
        std::thread::sleep(Duration::from_secs(10));
        by_hand = guest.student(&format!("({FACTS}) 2>&1 || :"));
    }
    eprintln!("e2e:   the same after {:.0} s", began.elapsed().as_secs_f64());
    assert_eq!(by_hand, of_seclab);
    assert!(of_seclab.contains("cpuset cpu io memory pids") && of_seclab.contains("\nTrue\n"), "{of_seclab}");
}

/// The files of this host that Kubernetes was brought from, each with its place on the node.
fn programs(instance: &Path) -> Vec<(String, String)> {
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(instance.join("instance.json")).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let programs = record["kubernetes"]["programs"].as_array().unwrap().iter();
    programs.map(|program| (text(&program["artifact"]["file"]), text(&program["path"]))).collect()
}
