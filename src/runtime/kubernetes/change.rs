//! Makes and removes objects of an exercise, from this host. What a lab consists of is made on its node instead, where
//! it goes on when this host goes away.

use std::time::Duration;

use k8s_openapi::api::core::v1::{Event, Namespace, Pod};
use kube::api::{Api, DeleteParams, DynamicObject, ListParams, Patch, PatchParams};
use tokio::time::sleep;

use super::answer::{FIELD_MANAGER, objects};
use super::client::{Cluster, ClusterError};

/// For a Pod to start or an object to go, in software emulation.
const PATIENCE: u32 = 90;
const BETWEEN: Duration = Duration::from_secs(1);
/// What a container waits for before it was tried at all.
const ON_ITS_WAY: [&str; 2] = ["ContainerCreating", "PodInitializing"];

impl Cluster {
    /// As `kubectl apply --server-side --filename` does.
    pub async fn apply(&self, manifest: &str) -> Result<(), ClusterError> {
        for object in objects(manifest)? {
            let name = object.metadata.name.clone().unwrap_or_default();
            let parameters = PatchParams::apply(FIELD_MANAGER).force();
            self.api_of(&object).await?.patch(&name, &parameters, &Patch::Apply(&object)).await?;
        }
        Ok(())
    }

    /// As `kubectl replace --force --filename` does: what is there is removed first, at once.
    pub async fn replace(&self, manifest: &str) -> Result<(), ClusterError> {
        self.remove_within(manifest, 0).await?;
        self.apply(manifest).await
    }

    /// As `kubectl delete --ignore-not-found --now --filename` does, and waits until all are gone.
    pub async fn remove(&self, manifest: &str) -> Result<(), ClusterError> {
        self.remove_within(manifest, 1).await
    }

    async fn remove_within(&self, manifest: &str, seconds: u32) -> Result<(), ClusterError> {
        let mut going = Vec::new();
        for object in objects(manifest)? {
            let name = object.metadata.name.clone().unwrap_or_default();
            let api: Api<DynamicObject> = self.api_of(&object).await?;
            if api.get_opt(&name).await?.is_some() {
                api.delete(&name, &DeleteParams::default().grace_period(seconds)).await?;
                going.push((api, name));
            }
        }
        for (api, name) in going {
            let mut left = PATIENCE;
            while api.get_opt(&name).await?.is_some() {
                if left == 0 {
                    return Err(ClusterError::Refused { said: format!("{name} is still there") });
                }
                left -= 1;
                sleep(BETWEEN).await;
            }
        }
        Ok(())
    }

    /// The namespaces there are, and their Pods, a line each.
    pub async fn inventory(&self) -> Result<String, ClusterError> {
        let namespaces = Api::<Namespace>::all(self.client()).list(&ListParams::default()).await?;
        let pods = Api::<Pod>::all(self.client()).list(&ListParams::default()).await?;
        let place = |pod: Pod| {
            let (namespace, name) = (pod.metadata.namespace.unwrap_or_default(), pod.metadata.name.unwrap_or_default());
            format!("pod {namespace}/{name}\n")
        };
        let named = namespaces.items.into_iter().filter_map(|one| one.metadata.name);
        Ok(named.map(|name| format!("namespace {name}\n")).chain(pods.items.into_iter().map(place)).collect())
    }

    /// Waits until each Pod of a namespace runs and is ready, or will not be by waiting.
    pub async fn settled(&self, namespace: &str) -> Result<(), ClusterError> {
        let pods = Api::<Pod>::namespaced(self.client(), namespace);
        let events = Api::<Event>::namespaced(self.client(), namespace);
        // A Pod that gets no sandbox says so nowhere else.
        let refusals = ListParams::default().fields("reason=FailedCreatePodSandBox");
        for _ in 0..PATIENCE {
            let mut pods = pods.list(&ListParams::default()).await?.items;
            pods.retain(|pod| !is_settled(pod));
            if !pods.is_empty() {
                let events = events.list(&refusals).await?.items;
                pods.retain(|pod| !events.iter().any(|event| event.involved_object.uid == pod.metadata.uid));
            }
            if pods.is_empty() {
                break;
            }
            sleep(BETWEEN).await;
        }
        Ok(())
    }
}

fn is_settled(pod: &Pod) -> bool {
    let Some(status) = &pod.status else { return false };
    let containers = status.container_statuses.as_deref().unwrap_or_default();
    let settled = |state: &k8s_openapi::api::core::v1::ContainerState| {
        let waiting = state.waiting.as_ref().and_then(|waiting| waiting.reason.as_deref());
        waiting.is_some_and(|reason| !ON_ITS_WAY.contains(&reason)) || state.terminated.is_some()
    };
    let refused = matches!(status.phase.as_deref(), Some("Failed" | "Succeeded"))
        || status.conditions.iter().flatten().any(|one| one.reason.as_deref() == Some("Unschedulable"));
    let all = |container: &k8s_openapi::api::core::v1::ContainerStatus| {
        container.ready || container.state.as_ref().is_some_and(settled)
    };
    refused || (!containers.is_empty() && containers.iter().all(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pod(status: &str) -> Pod {
        serde_json::from_str(&format!("{{\"metadata\":{{}},\"status\":{status}}}")).unwrap()
    }

    #[test]
    fn a_pod_is_settled_when_waiting_changes_nothing() {
        let of = |ready: bool, state: &str| {
            let one = format!(
                "{{\"name\":\"m\",\"image\":\"x\",\"imageID\":\"\",\"ready\":{ready},\"restartCount\":0,\"state\":{state}}}"
            );
            is_settled(&pod(&format!("{{\"containerStatuses\":[{one}]}}")))
        };
        assert!(of(true, "{\"running\":{}}"));
        assert!(of(false, "{\"waiting\":{\"reason\":\"CreateContainerError\"}}"));
        assert!(of(false, "{\"terminated\":{\"exitCode\":1}}"));
        assert!(!of(false, "{\"waiting\":{\"reason\":\"ContainerCreating\"}}"));
        assert!(!of(false, "{\"running\":{}}"));
        assert!(!is_settled(&pod("{}")) && is_settled(&pod("{\"phase\":\"Failed\"}")));
        let unschedulable =
            "{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\"}]}";
        assert!(is_settled(&pod(unschedulable)));
    }
}
