//! From the host to the cluster.

use crate::guest::{Guest, NAME};
use crate::sessions;

sessions![kubectl_works_from_this_host_and_passes_its_exit_code_on, the_kubeconfig_is_merged_into_the_users_own,];

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
