//! Saves and restores, as snapshots of a stopped machine.

use seclab::provider::{NodeState, Provider};
use seclab::spec::name::Name;

use crate::support::multipass::{Bench, told};
use crate::{DRIVER, INFO, START, ssh, up};

#[tokio::test]
async fn a_save_stops_replaces_and_starts_again() {
    let bench = Bench::new(21);
    let (node, events, save) = (bench.node(), bench.events(), Name::from_static("ready"));
    up(&bench).await.unwrap();
    bench.calls();
    bench.multipass.save(&node, &save, &events).await.unwrap();
    let (stop, snapshot) = ("stop seclab-demo-node", "snapshot seclab-demo-node --name ready");
    assert_eq!(bench.calls(), [INFO, stop, snapshot, INFO, START, INFO, DRIVER]);

    bench.multipass.save(&node, &save, &events).await.unwrap();
    let list = "info seclab-demo-node --snapshots --format json";
    let delete = "delete --purge seclab-demo-node.ready";
    assert_eq!(bench.calls(), [INFO, stop, list, delete, snapshot, INFO, START, INFO, DRIVER]);

    bench.multipass.save(&node, &Name::from_static("a-later-one"), &events).await.unwrap();
    assert_eq!(bench.multipass.describe(&node).await.unwrap().saves, ["ready", "a-later-one"]);
}

#[tokio::test]
async fn a_node_that_was_stopped_stays_stopped_when_it_is_saved() {
    let bench = Bench::new(22);
    up(&bench).await.unwrap();
    bench.multipass.stop(&bench.node(), &bench.events()).await.unwrap();
    bench.multipass.save(&bench.node(), &Name::from_static("ready"), &bench.events()).await.unwrap();
    assert_eq!(bench.multipass.describe(&bench.node()).await.unwrap().state, NodeState::Stopped);
}

#[tokio::test]
async fn a_restore_stops_puts_back_and_starts() {
    let mut bench = Bench::new(23);
    let (node, events, save) = (bench.node(), bench.events(), Name::from_static("ready"));
    (2..4).for_each(|number| bench.listen(number));
    up(&bench).await.unwrap();
    bench.multipass.save(&node, &save, &events).await.unwrap();
    bench.calls();
    let endpoint = bench.multipass.restore(&node, &save, &events).await.unwrap();
    assert_eq!(endpoint, ssh(&bench, "127.77.23.3"));
    let list = "info seclab-demo-node --snapshots --format json";
    let restore = "restore seclab-demo-node.ready --destructive";
    assert_eq!(bench.calls(), [INFO, list, "stop seclab-demo-node", restore, INFO, START, INFO, DRIVER]);
}

#[tokio::test]
async fn a_save_that_is_not_there_is_refused_before_the_node_is_stopped() {
    let bench = Bench::new(24);
    up(&bench).await.unwrap();
    let error = bench.multipass.restore(&bench.node(), &Name::from_static("x"), &bench.events()).await.unwrap_err();
    assert_eq!(
        told(&error),
        "error: `seclab-demo-node` has no save `x`; it has none\nhint: seclab status demo\nexit code: 1"
    );
    assert_eq!(bench.multipass.describe(&bench.node()).await.unwrap().state, NodeState::Running);
}
