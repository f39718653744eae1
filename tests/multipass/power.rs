//! Machines that exist: found, started, stopped, deleted, waited for.

use seclab::provider::{Description, NodeState, Provider};

use crate::support::multipass::Bench;
use crate::{DRIVER, INFO, MACHINE, START, ssh, up};

#[tokio::test]
async fn a_machine_of_ours_that_was_deleted_by_hand_is_recovered() {
    let mut bench = Bench::new(10);
    bench.listen(2);
    up(&bench).await.unwrap();
    bench.by_hand(&["delete", MACHINE]);
    bench.calls();
    bench.said();
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.10.2")));
    assert_eq!(bench.calls(), [INFO, INFO, "recover seclab-demo-node", INFO, START, INFO, DRIVER]);
    assert_eq!(
        bench.said(),
        [
            "seclab-demo-node was deleted but not purged: it is recovered.",
            "> start seclab-demo-node",
            "< start seclab-demo-node"
        ]
    );
}

#[tokio::test]
async fn the_address_is_read_again_after_each_start() {
    let mut bench = Bench::new(11);
    bench.listen(2);
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.11.1")));
    bench.multipass.stop(&bench.node(), &bench.events()).await.unwrap();
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.11.2")));
}

#[tokio::test]
async fn a_start_that_is_not_waited_for_long_enough_is_watched() {
    let mut bench = Bench::new(12);
    bench.listen(2);
    up(&bench).await.unwrap();
    bench.multipass.stop(&bench.node(), &bench.events()).await.unwrap();
    bench.faults(&[("start", "timeout", Some(1))]);
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.12.2")));
}

#[tokio::test]
async fn an_unknown_state_is_waited_out() {
    for (subnet, fault, word) in [(16, "state-unknown", "Unknown"), (17, "state-of-the-future", "Hibernating")] {
        let bench = Bench::new(subnet);
        up(&bench).await.unwrap();
        bench.said();
        bench.faults(&[("info", fault, Some(3))]);
        assert_eq!(up(&bench).await, Ok(ssh(&bench, &format!("127.77.{subnet}.1"))));
        assert_eq!(bench.said(), [format!("waiting for seclab-demo-node: Multipass says {word}")]);
    }
}

#[tokio::test]
async fn a_state_that_stays_unknown_is_an_error_with_a_way_out() {
    let mut bench = Bench::new(18);
    up(&bench).await.unwrap();
    bench.multipass.limits.settle = std::time::Duration::from_millis(50);
    bench.faults(&[("info", "state-unknown", None)]);
    assert_eq!(
        up(&bench).await.unwrap_err(),
        "error: the Multipass instance `seclab-demo-node` is Unknown and did not change within 0 s\n\
         hint: multipass stop --force seclab-demo-node  # then repeat the command\n\
         hint: look for a firewall or VPN between the host and Multipass' network\nexit code: 4"
    );
    let known = bench.multipass.describe(&bench.node()).await.unwrap();
    assert_eq!(known.state, NodeState::Other("Unknown".to_owned()));
}

#[tokio::test]
async fn deleting_is_for_good_and_may_be_repeated() {
    let bench = Bench::new(19);
    let (node, events) = (bench.node(), bench.events());
    bench.multipass.delete(&node, &events).await.unwrap();
    up(&bench).await.unwrap();
    bench.by_hand(&["launch", "24.04", "--name", "primary"]);
    bench.calls();
    bench.multipass.delete(&node, &events).await.unwrap();
    bench.multipass.delete(&node, &events).await.unwrap();
    assert_eq!(bench.calls(), [INFO, "delete --purge seclab-demo-node", INFO]);
    assert_eq!(bench.multipass.describe(&node).await.unwrap().state, NodeState::Absent);
    // The neighbour is still there.
    bench.by_hand(&["info", "primary", "--format", "json"]);
}

#[tokio::test]
async fn a_stopped_node_is_not_stopped_again() {
    let bench = Bench::new(20);
    up(&bench).await.unwrap();
    bench.calls();
    bench.multipass.stop(&bench.node(), &bench.events()).await.unwrap();
    bench.multipass.stop(&bench.node(), &bench.events()).await.unwrap();
    assert_eq!(bench.calls(), [INFO, "stop seclab-demo-node", INFO]);
    let stopped = Description { state: NodeState::Stopped, address: None, saves: Vec::new() };
    assert_eq!(bench.multipass.describe(&bench.node()).await.unwrap(), stopped);
}

#[tokio::test]
async fn a_machine_that_is_gone_before_it_is_deleted_is_deleted() {
    let bench = Bench::new(30);
    up(&bench).await.unwrap();
    bench.faults(&[("delete", "missing", Some(1))]);
    bench.multipass.delete(&bench.node(), &bench.events()).await.unwrap();
}
