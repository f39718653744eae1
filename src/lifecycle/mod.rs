//! What commands do to a whole instance: bring it up, look at it, stop, start, save, restore and take it down.
//! Nodes are worked on side by side, a few at a time.

mod choose;
mod claim;
mod down;
mod exercises;
mod fit;
mod hosts;
mod image_users;
mod kubernetes;
mod look;
mod power;
mod preflight;
mod up;

pub use choose::{ProviderChoice, choose_provider, probe_providers};
pub use claim::{ClaimError, judge};
pub use down::{down, forget};
pub use exercises::place;
pub use fit::{Fit, NodeDemand, Shortage, Supply};
pub use hosts::{HostsError, NamedHost, agree, name_hosts};
pub use image_users::image_users;
pub use kubernetes::{context_name, kubeconfig, kubectl, reach_cluster};
pub use look::{NodeLook, NodePlan, facts, plan_nodes, status, target, verify_nodes};
pub use power::{Rest, rest, restore, save, start};
pub use preflight::{preflight, supply};
pub use up::{NodeReport, UpOptions, prepare, up};

use std::future::Future;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::{Error, Result};
use crate::instance::Instance;
use crate::spec::name::Name;

/// Two VMs that boot side by side are as much as a laptop bears.
const SIDE_BY_SIDE: usize = 2;

/// Runs the work of every node, a few at a time, and returns the answers in the nodes' order.
async fn side_by_side<N, T, F: Future<Output = Result<T>>>(
    nodes: impl IntoIterator<Item = N>,
    work: impl FnMut(N) -> F,
) -> Result<Vec<T>> {
    stream::iter(nodes.into_iter().map(work)).buffered(SIDE_BY_SIDE).try_collect().await
}

/// Says of an error where it happened.
fn at(instance: &Instance, node: &Name) -> impl FnOnce(Error) -> Error {
    |error| error.on_node(node.as_str()).of_instance(instance.name.as_str())
}
