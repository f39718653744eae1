//! What is refused, by Multipass or by seclab, and what the user reads then.

use std::fmt::Write;

use seclab::provider::{NodeState, Provider};
use seclab::spec::name::Name;
use serde_json::json;

use crate::support::multipass::{Bench, told};
use crate::{INFO, MACHINE, up};

#[tokio::test]
async fn each_refusal_of_multipass_has_a_message_and_a_way_out() {
    let bench = Bench::new(5);
    let mut all = String::new();
    for fault in [
        "socket-down",
        "socket-denied",
        "not-authenticated",
        "exists",
        "being-prepared",
        "invalid-name",
        "memory-small",
        "disk-small",
        "host-disk-full",
        "no-kvm",
        "kvm-busy",
        "unknown-image",
        "image-server",
        "bad-cloud-init",
    ] {
        // A launch that timed out is remembered as ours; the next one shall not be.
        let node = bench.node();
        let _ = fs_err::remove_file(node.folder.join("multipass.json"));
        bench.faults(&[("launch", fault, None)]);
        let error = bench.multipass.ensure(&node, &bench.events()).await.unwrap_err();
        writeln!(all, "# {fault}\n{}\n", told(&error)).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn what_multipass_would_refuse_is_refused_before_it_is_asked() {
    let bench = Bench::new(6);
    let mut all = String::new();
    for spec in [
        json!({"name": "node", "memory": "256M"}),
        json!({"name": "node", "disk": "512M"}),
        json!({"name": "node", "cpus": 0}),
        json!({"name": "node", "image": "debian-12"}),
        json!({"name": "node", "image": "/nowhere/disk.img"}),
    ] {
        let mut node = bench.node();
        node.spec = serde_json::from_value(spec.clone()).unwrap();
        let error = bench.multipass.ensure(&node, &bench.events()).await.unwrap_err();
        writeln!(all, "# {spec}\n{}\n", told(&error)).unwrap();
    }
    let long = bench.node_of(&"i".repeat(32), &"n".repeat(32));
    let error = bench.multipass.ensure(&long, &bench.events()).await.unwrap_err();
    writeln!(all, "# long names\n{}", told(&error)).unwrap();
    insta::assert_snapshot!(all);
    assert_eq!(bench.calls(), [INFO; 5]);
}

#[tokio::test]
async fn an_instance_that_somebody_else_made_is_never_touched() {
    let bench = Bench::new(8);
    bench.by_hand(&["launch", "24.04", "--name", MACHINE]);
    bench.calls();
    let (node, events, save) = (bench.node(), bench.events(), Name::from_static("ready"));
    let refused = "error: the Multipass instance `seclab-demo-node` exists already and was not made by this seclab\n\
                   hint: multipass info seclab-demo-node  # whose is it?\n\
                   hint: multipass delete --purge seclab-demo-node  # only if nobody needs it\n\
                   exit code: 1";
    assert_eq!(up(&bench).await.unwrap_err(), refused);
    assert_eq!(told(&bench.multipass.stop(&node, &events).await.unwrap_err()), refused);
    assert_eq!(told(&bench.multipass.delete(&node, &events).await.unwrap_err()), refused);
    assert_eq!(told(&bench.multipass.save(&node, &save, &events).await.unwrap_err()), refused);
    assert_eq!(told(&bench.multipass.restore(&node, &save, &events).await.unwrap_err()), refused);
    assert_eq!(bench.multipass.describe(&node).await.unwrap().state, NodeState::Absent);

    bench.by_hand(&["delete", MACHINE]);
    assert_eq!(up(&bench).await.unwrap_err(), refused);
    assert_eq!(bench.calls().into_iter().filter(|call| call != INFO).collect::<Vec<_>>(), ["delete seclab-demo-node"]);
}

#[tokio::test]
async fn names_that_run_together_do_not_share_a_machine() {
    let bench = Bench::new(9);
    let (one, other) = (bench.node_of("a-b", "c"), bench.node_of("a", "b-c"));
    bench.multipass.ensure(&one, &bench.events()).await.unwrap();
    let error = bench.multipass.ensure(&other, &bench.events()).await.unwrap_err();
    assert!(told(&error).contains("`seclab-a-b-c` exists already"), "{}", told(&error));
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_an_error_of_its_own() {
    let bench = Bench::new(27);
    up(&bench).await.unwrap();
    bench.faults(&[("info", "bad-json", None)]);
    assert_eq!(
        up(&bench).await.unwrap_err(),
        "error: multipass info gave an answer that can't be understood: expected value at line 1 column 1\n\
         hint: multipass version  # report what it says: this is a misunderstanding between seclab and Multipass\nexit code: 1"
    );
}

#[tokio::test]
async fn a_client_without_its_daemon_is_found_out() {
    let bench = Bench::new(28);
    let client = seclab::provider::multipass::Client::new(bench.folder().join("multipass"));
    assert_eq!(client.version().await.unwrap().multipassd.as_deref(), Some("1.16.3"));
    bench.faults(&[("version", "socket-down", None)]);
    let error = seclab::error::Error::from(client.version().await.unwrap_err());
    assert_eq!(
        told(&error),
        "error: the Multipass daemon does not answer\n\
         hint: sudo snap restart multipass  # Linux; elsewhere start Multipass again\nexit code: 4"
    );
}

#[tokio::test]
async fn a_machine_that_carries_the_marker_of_another_seclab_is_somebody_elses() {
    let bench = Bench::new(31);
    bench.answer("cat /etc/seclab/instance", "instance=demo\nnode=node\nkey=ssh-ed25519 CCCC seclab:demo\n");
    let refused = up(&bench).await.unwrap_err();
    assert!(refused.contains("was not made by this seclab"), "{refused}");
}
