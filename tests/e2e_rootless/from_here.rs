//! From the host to the cluster.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![
    kubectl_works_from_this_host_and_passes_its_exit_code_on,
    the_kubeconfig_is_merged_into_the_users_own,
    a_port_of_a_service_is_reached_from_this_host,
    capabilities_of_pods_are_explained,
];

fn kubectl_works_from_this_host_and_passes_its_exit_code_on(guest: &Guest) {
    guest.begin_ready();
    assert_eq!(guest.kubectl(&["get", "nodes", "-o", "name"]), "node/node");
    let pod = guest.folder().join("pod.yaml");
    std::fs::write(&pod, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-here}\n").unwrap();
    assert_eq!(guest.kubectl(&["apply", "-f", "pod.yaml"]), "configmap/from-here created");
    guest.seclab(&["kubectl", NAME, "--", "get", "configmap", "nowhere"]).fails(1);
}

fn the_kubeconfig_is_merged_into_the_users_own(guest: &Guest) {
    guest.begin_ready();
    let folder = guest.folder().join(".kube");
    std::fs::create_dir_all(&folder).unwrap();
    let own = "apiVersion: v1\nkind: Config\ncurrent-context: work\nclusters: [{name: work, cluster: {server: 'https://192.0.2.1'}}]\nusers: [{name: work, user: {token: secret}}]\ncontexts: [{name: work, context: {cluster: work, user: work}}]\n";
    std::fs::write(folder.join("config"), own).unwrap();
    guest.seclab(&["kubeconfig", NAME, "--merge"]).succeeds();
    let merged = std::fs::read_to_string(folder.join("config")).unwrap();
    for kept in ["https://192.0.2.1", "secret", "seclab-rootless", "tls-server-name: localhost"] {
        assert!(merged.contains(kept), "{kept} is not in\n{merged}");
    }
    assert_eq!(std::fs::read_to_string(folder.join("config.before-seclab")).unwrap(), own);
    let printed = guest.seclab(&["kubeconfig", NAME]).succeeds().stdout;
    assert!(printed.contains("current-context: seclab-rootless") && !printed.contains("work"), "{printed}");
}

fn capabilities_of_pods_are_explained(guest: &Guest) {
    guest.begin_ready();
    let explained = |words: &[&str]| {
        let words = [&["caps", "explain", "--instance", NAME, "-o", "json"], words].concat();
        guest.seclab(&words).succeeds().json()
    };
    assert_eq!(
        explained(&["one-capability"])["process"]["status"]["sets"]["effective"],
        serde_json::json!(["NET_BIND_SERVICE"])
    );
    let hardened = explained(&["hardened", "--namespace", "restricted"]);
    assert_eq!(hardened["process"]["status"]["sets"]["bounding"], serde_json::json!([]));
    let refused = guest.seclab(&["caps", "explain", "--instance", NAME, "hardened"]).fails(1).stderr;
    assert!(refused.contains("the Pod hardened in the namespace default can't be looked at"), "{refused}");
}

/// Ended with the test, however that ends.
struct Forwarding(Child);

impl Drop for Forwarding {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn a_port_of_a_service_is_reached_from_this_host(guest: &Guest) {
    guest.begin_ready();
    let mut command = guest.command(&["port-forward", NAME, "service/web", ":80"]);
    // A proxy to the internet does not lead to a node.
    command.env("HTTPS_PROXY", "http://127.0.0.1:1");
    let mut forwarding = Forwarding(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut said = BufReader::new(forwarding.0.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line = said.find(|line| line.starts_with("Forwarding from ")).unwrap();
    assert!(line.ends_with(" to port 8080 of the Pod web."), "{line}");
    let address = line.split(' ').nth(2).unwrap();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.") && answer.contains("served without root"), "{answer}");
    }
    let refused = guest.seclab(&["port-forward", NAME, "nowhere", "80"]).fails(1).stderr;
    assert!(refused.contains("pods \"nowhere\" not found"), "{refused}");
}
