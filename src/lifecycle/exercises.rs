//! Where exercises of an instance are done.

use super::kubernetes::cluster;
use crate::error::Result;
use crate::exercise::Place;
use crate::instance::{Instance, Record};
use crate::provider::Provider;
use crate::spec::name::Name;

/// Nothing is asked of the node yet, but for its kubeconfig where its lab has Kubernetes.
pub async fn place(instance: &Instance, record: &Record, node: &Name, provider: &dyn Provider) -> Result<Place> {
    let session = instance.known_session(record, node)?;
    let cluster = cluster(&session, instance, record, node, provider).await;
    let source = record.kubernetes.as_ref().map(|distribution| distribution.source);
    Ok(Place { session, cluster, lab: record.lab.clone(), source })
}
