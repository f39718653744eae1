//! How a machine, and Multipass itself, is reached.

use serde_json::json;

use crate::support::multipass::Bench;
use crate::{INFO, exec, ssh, up};

#[tokio::test]
async fn without_a_way_to_the_machine_its_client_is_the_way() {
    let bench = Bench::new(13);
    bench.faults(&[("info", "no-address", None)]);
    assert_eq!(up(&bench).await, Ok(exec(&bench)));
    assert_eq!(
        bench.said()[2..],
        [
            "waiting for seclab-demo-node: an address",
            "connection: multipass exec (Multipass knows no address of the machine)"
        ]
    );
}

#[tokio::test]
async fn a_port_that_does_not_answer_is_tried_once_and_the_way_is_kept() {
    let bench = Bench::new(14);
    // The first address goes to another machine.
    bench.by_hand(&["launch", "24.04", "--name", "primary"]);
    assert_eq!(up(&bench).await, Ok(exec(&bench)));
    assert_eq!(bench.said()[2], "connection: multipass exec (127.77.14.2:22 gave no answer within 0.5 s)");
    assert_eq!(up(&bench).await, Ok(exec(&bench)));
    assert!(bench.said().is_empty());
}

#[tokio::test]
async fn under_virtualbox_no_port_is_tried() {
    let bench = Bench::new(15);
    bench.settings(&json!({"driver": "virtualbox"}));
    assert_eq!(up(&bench).await, Ok(exec(&bench)));
    let said = bench.said();
    let reason = "Multipass' driver virtualbox gives machines no address that the host can reach";
    assert_eq!(said[2..], [format!("connection: multipass exec ({reason})")]);
}

#[tokio::test]
async fn a_daemon_that_comes_back_is_asked_again() {
    let bench = Bench::new(26);
    bench.faults(&[("info", "socket-down", Some(2))]);
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.26.1")));
    assert_eq!(bench.calls()[..4], [INFO; 4]);
}
