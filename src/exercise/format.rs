//! The types of `exercise.yaml`. Their doc comments are the format's manual: the JSON Schema is made from them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::curriculum::Domain;
use crate::spec::lab::ApiVersion;
use crate::spec::name::Name;

/// A task for a student. It lies in a folder of its own below the lab's `exercises/`, beside its task in English
/// (`task.md`) and in Spanish (`task.es.md`), and what is done on the node: `setup`, `solution`, `reset` and
/// `wrong/NAME`, each a script (`.sh`), Kubernetes objects (`.yaml`), or both: the objects are applied first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Spec {
    pub api_version: ApiVersion,
    pub kind: ExerciseKind,
    /// Named like its folder.
    pub name: Name,
    /// One line for lists.
    pub title: String,
    /// The exam's domain.
    pub domain: Domain,
    /// The competency of the curriculum, in its words.
    pub competency: String,
    /// Items of the list of what seclab teaches: `B5`.
    #[schemars(length(min = 1), inner(regex(pattern = r"^[A-C][0-9]{1,2}$")))]
    pub teaches: Vec<String>,
    /// How long it takes a student who knows the subject.
    #[schemars(range(min = 1, max = 60))]
    pub minutes: u32,
    #[schemars(range(min = 1, max = 20))]
    pub points: u32,
    /// What must be there; else the exercise is skipped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// In whose account it is done.
    #[serde(default)]
    pub worker: Worker,
    /// Whether it changes the node for other exercises, and not only what is the exercise's own.
    #[serde(default)]
    pub changes_node: bool,
    #[schemars(length(min = 1))]
    pub checks: Vec<Check>,
    /// The checks that fail before anything was done; each exercise has at least one.
    #[schemars(length(min = 1))]
    pub open: Vec<Name>,
    /// Attempts that look right, and the checks that each of them fails.
    #[schemars(length(min = 1))]
    pub wrong: BTreeMap<Name, Vec<Name>>,
    /// From a first push to nearly all; none gives the answer.
    #[schemars(length(min = 1))]
    pub hints: Vec<String>,
    /// Official documentation to read.
    #[schemars(length(min = 1))]
    pub references: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ExerciseKind {
    Exercise,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Need {
    /// Rootless Podman.
    Podman,
    /// A Kubernetes that runs Pods.
    Kubernetes,
    /// AppArmor in the node's kernel.
    AppArmor,
    /// A Kubernetes without root that applies AppArmor profiles to Pods: `source: upstream`.
    PodAppArmor,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Worker {
    #[default]
    Student,
    /// The node's admin, with `sudo`.
    Admin,
}

impl Spec {
    /// Whether a cluster that is not well is somebody else's fault.
    pub fn needs_cluster(&self) -> bool {
        self.needs.iter().any(|need| matches!(need, Need::Kubernetes | Need::PodAppArmor))
    }
}

/// Draft 2020-12.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Spec)
}
