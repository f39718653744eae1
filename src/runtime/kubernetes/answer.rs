//! Asks a cluster what a query says, from this host.

use std::time::Duration;

use k8s_openapi::api::authorization::v1::{ResourceAttributes, SubjectAccessReview, SubjectAccessReviewSpec};
use k8s_openapi::api::core::v1::{ContainerState, ContainerStatus, Node, Pod};
use kube::api::{Api, ApiResource, DynamicObject, ListParams, Patch, PatchParams, PostParams};
use kube::core::{GroupVersionKind, ObjectMeta, TypeMeta};
use kube::discovery::{self, Scope};
use serde_json::Value;
use tokio::time::{sleep, timeout};

use super::client::{Cluster, ClusterError};
use super::query::{Query, at_path, difference};

/// For one query, in software emulation.
const LIMIT: Duration = Duration::from_secs(90);
/// After a restore or a start the node may not have reported yet; a container may still be on its way to its end.
const PATIENCE: u32 = 15;
const BETWEEN: Duration = Duration::from_secs(3);
pub(super) const FIELD_MANAGER: &str = "seclab";

type Answered = Result<String, ClusterError>;

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    #[error("the API server gave no answer within {} s", LIMIT.as_secs())]
    Silence,
    #[error("{why}")]
    Failed { why: String },
}

impl Cluster {
    /// A refusal is an answer.
    pub async fn answer(&self, query: &Query) -> Result<String, Unanswered> {
        match timeout(LIMIT, self.ask(query)).await {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(ClusterError::Refused { said })) => Ok(one_line(&said)),
            Ok(Err(error)) => Err(Unanswered::Failed { why: crate::error::Error::from(error).chain().join(": ") }),
            Err(_) => Err(Unanswered::Silence),
        }
    }

    async fn ask(&self, query: &Query) -> Answered {
        match query {
            Query::Ready => patiently(async || self.ready().await, |said| said == "ok Ready").await,
            Query::Ended { namespace, pod, patient } => {
                patiently(async || self.ended(namespace, pod).await, |said| !patient || !said.is_empty()).await
            }
            Query::Trouble { namespace, pod } => self.trouble(namespace, pod).await,
            Query::DryRun { manifest } => self.dry_run(manifest).await,
            Query::Field { api_version, kind, namespace, name, path } => {
                let types = Some(TypeMeta { api_version: api_version.clone(), kind: kind.clone() });
                let metadata = ObjectMeta { namespace: namespace.clone(), ..ObjectMeta::default() };
                self.field(&DynamicObject { types, metadata, data: Value::Null }, name, path).await
            }
            Query::Can { who, namespace, actions } => self.can(who, namespace.as_deref(), actions).await,
            Query::Differences { manifests } => self.differences(manifests).await,
        }
    }

    async fn ready(&self) -> Answered {
        let request = http::Request::get("/readyz").body(Vec::new());
        let request = request.map_err(|error| ClusterError::from(kube::Error::HttpError(error)))?;
        let said = self.client().request_text(request).await?;
        let nodes = Api::<Node>::all(self.client()).list(&ListParams::default()).await?;
        let conditions = nodes
            .items
            .iter()
            .flat_map(|node| node.status.iter().flat_map(|status| status.conditions.iter().flatten()));
        let held: Vec<_> = conditions.filter(|one| one.status == "True").map(|one| one.type_.as_str()).collect();
        Ok(format!("{said} {}", held.join(",")))
    }

    async fn containers(&self, namespace: &str, pod: &str) -> Result<(Pod, Vec<ContainerStatus>), ClusterError> {
        let found = Api::<Pod>::namespaced(self.client(), namespace).get(pod).await?;
        let statuses =
            found.status.iter().flat_map(|status| status.container_statuses.iter().flatten()).cloned().collect();
        Ok((found, statuses))
    }

    async fn ended(&self, namespace: &str, pod: &str) -> Answered {
        let (_, containers) = self.containers(namespace, pod).await?;
        let reasons = containers.into_iter().filter_map(|one| one.state?.terminated?.reason);
        Ok(reasons.collect::<Vec<_>>().join(" "))
    }

    async fn trouble(&self, namespace: &str, pod: &str) -> Answered {
        let (pod, containers) = self.containers(namespace, pod).await?;
        let of_state = |state: Option<ContainerState>| {
            let state = state.unwrap_or_default();
            let waiting = state.waiting.and_then(|waiting| waiting.message);
            waiting.into_iter().chain(state.terminated.and_then(|terminated| terminated.message))
        };
        let status = pod.status.unwrap_or_default();
        let of_pod = [status.phase, status.reason, status.message].into_iter().flatten();
        let of_containers = containers.into_iter().flat_map(|one| of_state(one.state).chain(of_state(one.last_state)));
        Ok(one_line(&of_pod.chain(of_containers).collect::<Vec<_>>().join(" ")))
    }

    async fn dry_run(&self, manifest: &str) -> Answered {
        let mut said = Vec::new();
        for object in objects(manifest)? {
            let parameters = PostParams { dry_run: true, ..PostParams::default() };
            let name = object.metadata.name.clone().unwrap_or_default();
            said.push(
                match self.api_of(&object).await?.create(&parameters, &object).await.map_err(ClusterError::from) {
                    Ok(_) => format!("{name} would be made"),
                    Err(ClusterError::Refused { said }) => one_line(&said),
                    Err(error) => return Err(error),
                },
            );
        }
        Ok(said.join(" "))
    }

    async fn field(&self, kind: &DynamicObject, name: &str, path: &[String]) -> Answered {
        let Some(object) = self.api_of(kind).await?.get_opt(name).await? else { return Ok("absent".to_owned()) };
        Ok(match at_path(&json(&object)?, path) {
            Value::String(text) => one_line(&text),
            other => other.to_string(),
        })
    }

    async fn can(&self, who: &str, namespace: Option<&str>, actions: &[String]) -> Answered {
        let reviews = Api::<SubjectAccessReview>::all(self.client());
        let mut said = Vec::new();
        for action in actions {
            let review = review(who, namespace, action);
            let status = reviews.create(&PostParams::default(), &review).await?.status;
            let allowed = status.is_some_and(|status| status.allowed);
            said.push(format!("{action}: {}", if allowed { "yes" } else { "no" }));
        }
        Ok(said.join("; "))
    }

    async fn differences(&self, manifests: &[String]) -> Answered {
        let mut found = Vec::new();
        for manifest in manifests {
            for object in objects(manifest)? {
                let api = self.api_of(&object).await?;
                let name = object.metadata.name.clone().unwrap_or_default();
                let Some(live) = api.get_opt(&name).await? else {
                    found.push(format!("{name} is missing"));
                    continue;
                };
                let parameters = PatchParams { dry_run: true, ..PatchParams::apply(FIELD_MANAGER).force() };
                let wanted = api.patch(&name, &parameters, &Patch::Apply(&object)).await?;
                if let Some(path) = difference(&json(&wanted)?, &json(&live)?) {
                    found.push(format!("{name}: {path} differs"));
                }
            }
        }
        Ok(if found.is_empty() { "same".to_owned() } else { found.join(", ") })
    }

    pub(super) async fn api_of(&self, object: &DynamicObject) -> Result<Api<DynamicObject>, ClusterError> {
        let types = object.types.clone().unwrap_or_default();
        let kind = GroupVersionKind::try_from(&types)
            .map_err(|error| ClusterError::Refused { said: format!("{}: {error}", types.api_version) })?;
        let (resource, capabilities): (ApiResource, _) = discovery::pinned_kind(&self.client(), &kind).await?;
        Ok(match (capabilities.scope, &object.metadata.namespace) {
            (Scope::Cluster, _) => Api::all_with(self.client(), &resource),
            (Scope::Namespaced, Some(namespace)) => Api::namespaced_with(self.client(), namespace, &resource),
            (Scope::Namespaced, None) => Api::namespaced_with(self.client(), "default", &resource),
        })
    }
}

/// Asks again until the answer is good, and gives the last one.
async fn patiently(ask: impl AsyncFn() -> Answered, good: impl Fn(&str) -> bool) -> Answered {
    let mut answer = ask().await;
    for _ in 0..PATIENCE {
        if answer.as_ref().is_ok_and(|said| good(said)) {
            break;
        }
        sleep(BETWEEN).await;
        answer = ask().await;
    }
    answer
}

pub(super) fn objects(manifest: &str) -> Result<Vec<DynamicObject>, ClusterError> {
    let read: Result<Vec<DynamicObject>, _> = serde_saphyr::from_multiple(manifest);
    read.map_err(|error| ClusterError::Refused { said: error.to_string() })
}

fn json(object: &DynamicObject) -> Result<Value, ClusterError> {
    serde_json::to_value(object).map_err(|error| kube::Error::SerdeError(error).into())
}

/// `VERB RESOURCE[.GROUP][/SUBRESOURCE]`, as `kubectl auth can-i` has it.
fn review(who: &str, namespace: Option<&str>, action: &str) -> SubjectAccessReview {
    let (verb, what) = action.split_once(' ').unwrap_or((action, ""));
    let (what, subresource) = what.split_once('/').map_or((what, None), |(what, sub)| (what, Some(sub.to_owned())));
    let (resource, group) = what.split_once('.').unwrap_or((what, ""));
    let attributes = ResourceAttributes {
        verb: Some(verb.to_owned()),
        resource: Some(resource.to_owned()),
        group: Some(group.to_owned()),
        subresource,
        namespace: namespace.map(str::to_owned),
        ..ResourceAttributes::default()
    };
    let mut groups = vec!["system:authenticated".to_owned()];
    // What the API server adds for who presents such a token.
    if let Some(rest) = who.strip_prefix("system:serviceaccount:") {
        groups.push("system:serviceaccounts".to_owned());
        groups.extend(rest.split_once(':').map(|(of, _)| format!("system:serviceaccounts:{of}")));
    }
    let spec = SubjectAccessReviewSpec {
        user: Some(who.to_owned()),
        groups: Some(groups),
        resource_attributes: Some(attributes),
        ..SubjectAccessReviewSpec::default()
    };
    SubjectAccessReview { spec, ..SubjectAccessReview::default() }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
