//! The connection to a node, kept open between commands.

#[allow(dead_code, reason = "each suite uses its part")]
#[path = "support/loopback_sshd.rs"]
mod loopback_sshd;

use std::process::Command;
use std::time::Duration;

use loopback_sshd::Sshd;
use seclab::node::{Node, NodeIdentity, Script};
use seclab::provider::Endpoint;

#[tokio::test]
async fn a_connection_that_ended_while_nobody_used_it_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let _sshd = Sshd::start(folder.path());
    let identity = NodeIdentity {
        host: "lab-node".to_owned(),
        key_file: folder.path().join("user"),
        host_public_key: String::new(),
        folder: folder.path().to_owned(),
        runtime: folder.path().join("run"),
    };
    let endpoint = Endpoint::Existing { address: "box".parse().unwrap(), config: Some(folder.path().join("config")) };
    let node = Node::new(&endpoint, &identity).unwrap();
    // Not one that only looks: those are asked again anyway.
    let script = Script::admin(":", Duration::from_secs(10));
    assert_eq!(node.run(&script, None).await.unwrap().code, 0);
    let master = std::fs::read_link(identity.runtime.join("lab-node.master")).unwrap();
    let ended = Command::new("ssh").arg("-S").arg(&master).args(["-O", "exit", "box"]).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(node.run(&script, None).await.unwrap().code, 0);
    node.disconnect().await;
}
