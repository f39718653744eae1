//! From nothing to a machine that is ours.

use std::process::Command;

use seclab::provider::{Endpoint, Provider};
use serde_json::json;

use crate::support::multipass::Bench;
use crate::{DRIVER, INFO, LAUNCH, MACHINE, MARKER, ssh, up};

#[tokio::test]
async fn a_node_is_launched_once_and_found_again() {
    let bench = Bench::new(1);
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.1.1")));
    assert_eq!(bench.calls(), [INFO, INFO, LAUNCH, INFO, MARKER, DRIVER]);
    assert_eq!(
        bench.said(),
        ["> launch seclab-demo-node", "< launch seclab-demo-node", "connection: ssh (127.77.1.1:22 answers)"]
    );

    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.1.1")));
    assert_eq!(bench.calls(), [INFO, INFO]);
    assert!(bench.said().is_empty());
}

#[tokio::test]
async fn a_launch_that_is_not_waited_for_long_enough_is_watched_and_not_failed() {
    for (subnet, fault) in [(2, "timeout"), (3, "initialization")] {
        let bench = Bench::new(subnet);
        bench.faults(&[("launch", fault, Some(1))]);
        assert_eq!(up(&bench).await, Ok(ssh(&bench, &format!("127.77.{subnet}.1"))), "{fault}");
        let said = bench.said();
        assert_eq!(
            said[1], "seclab-demo-node takes longer to launch than Multipass waits; it is kept and watched.",
            "{said:?}"
        );
        assert_eq!(bench.calls().iter().filter(|call| call.starts_with("launch")).count(), 1);
    }
}

#[tokio::test]
async fn a_launch_that_leaves_nothing_is_an_error_and_is_tried_again_next_time() {
    let bench = Bench::new(4);
    bench.faults(&[("launch", "timeout-leaves-nothing", Some(1))]);
    assert_eq!(
        up(&bench).await.unwrap_err(),
        "error: Multipass did not launch `seclab-demo-node` within 5 s\n\
         hint: multipass info seclab-demo-node  # wait until it runs, then repeat the command\nexit code: 1"
    );
    assert_eq!(up(&bench).await, Ok(ssh(&bench, "127.77.4.1")));
}

#[tokio::test]
async fn a_lab_that_names_no_image_gets_one_and_is_told() {
    let bench = Bench::new(7);
    let mut node = bench.node();
    node.spec.image = None;
    bench.multipass.ensure(&node, &bench.events()).await.unwrap();
    assert_eq!(bench.said()[0], "image: ubuntu-24.04 (the lab names none, and Multipass has this one)");
    assert_eq!(bench.calls()[2], LAUNCH);
}

#[tokio::test]
async fn a_machine_without_our_cloud_init_document_is_not_taken_for_ready() {
    let bench = Bench::new(25);
    bench.faults(&[("launch", "no-user-data", Some(1))]);
    let refused = "error: `seclab-demo-node` was launched without seclab's cloud-init document\n\
                   hint: seclab down demo && seclab up demo\nexit code: 1";
    assert_eq!(up(&bench).await.unwrap_err(), refused);
    assert_eq!(up(&bench).await.unwrap_err(), refused);
    bench.multipass.delete(&bench.node(), &bench.events()).await.unwrap();
    assert!(matches!(up(&bench).await, Ok(Endpoint::Exec { .. })));
}

#[tokio::test]
async fn a_launch_that_goes_on_in_the_daemon_is_waited_for() {
    let bench = Bench::new(32);
    bench.faults(&[("launch", "timeout-leaves-nothing", Some(1))]);
    up(&bench).await.unwrap_err();
    bench.said();
    bench.faults(&[("launch", "being-prepared", Some(1))]);
    let (endpoint, ()) = tokio::join!(up(&bench), async {
        // The daemon gets there in the end.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        bench.by_hand(&["launch", "24.04", "--name", MACHINE]);
    });
    assert_eq!(endpoint, Ok(ssh(&bench, "127.77.32.1")));
    assert_eq!(
        bench.said()[..2],
        ["> launch seclab-demo-node", "waiting for seclab-demo-node: an earlier launch is still under way"]
    );
}

/// Runs itself as two more processes, each of which brings up a node of its own.
#[tokio::test]
async fn two_processes_never_launch_at_the_same_time() {
    const CHILD: &str = "SECLAB_TEST_LAUNCH";
    const SUBNET: &str = "127.77.29";
    if let Ok(order) = std::env::var(CHILD) {
        let (node, folder) = order.split_once(' ').unwrap();
        let bench = Bench::reopen(folder.as_ref(), SUBNET);
        bench.multipass.ensure(&bench.node_of("demo", node), &bench.events()).await.unwrap();
        fs_err::write(bench.folder().join(format!("{node}.said")), bench.said().join("\n")).unwrap();
        return;
    }
    let bench = Bench::new(29);
    bench.settings(&json!({"launch_milliseconds": 700}));
    let start = |node: &str| {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "launching::two_processes_never_launch_at_the_same_time"])
            .env(CHILD, format!("{node} {}", bench.folder().display()))
            .output()
    };
    let outputs = std::thread::scope(|scope| {
        let both = ["one", "two"].map(|node| scope.spawn(move || start(node).unwrap()));
        both.map(|process| process.join().unwrap())
    });
    for output in outputs {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    // The stand-in refuses an overlap with a code that `calls` looks for.
    assert_eq!(bench.calls().iter().filter(|call| call.starts_with("launch")).count(), 2);
    let said = ["one", "two"].map(|node| fs_err::read_to_string(bench.folder().join(format!("{node}.said"))).unwrap());
    let waited = said.iter().filter(|said| said.contains("waiting for another launch: Multipass takes one at a time"));
    assert_eq!(waited.count(), 1, "{said:?}");
}
