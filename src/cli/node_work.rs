//! What commands need that look at something of the student's on a node.

use super::Context;
use super::target::Target;
use crate::error::{Diagnose, Kind, Result};
use crate::node::Node;
use crate::runtime::Subject;

#[derive(Debug, thiserror::Error)]
enum Unclear {
    #[error("no instance is named")]
    NoInstance,
    #[error("the lab of `{instance}` has no student")]
    NoStudent { instance: String },
}

impl Diagnose for Unclear {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::NoInstance => vec!["name one with --instance; `seclab ls` lists them".to_owned()],
            Self::NoStudent { .. } => Vec::new(),
        }
    }
}

pub(super) struct NodeWork {
    pub session: Node,
    pub student: String,
    pub has_kubernetes: bool,
    pub has_podman: bool,
}

pub(super) fn open(context: &Context, target: Option<&Target>) -> Result<NodeWork> {
    let target = target.ok_or(Unclear::NoInstance)?;
    let opened = context.open(&target.instance)?;
    let session = opened.instance.known_session(&opened.record, &opened.node(target)?)?;
    let lab = &opened.record.lab;
    let no_student = || Unclear::NoStudent { instance: target.instance.to_string() };
    let student = lab.student.as_ref().ok_or_else(no_student)?.name.to_string();
    Ok(NodeWork { session, student, has_kubernetes: lab.kubernetes.is_some(), has_podman: lab.podman.is_some() })
}

impl NodeWork {
    /// What is called so on the node, in this namespace where it has Kubernetes.
    pub fn subject(&self, name: &str, namespace: &str) -> Subject {
        Subject::named(name, self.has_kubernetes.then_some(namespace))
    }
}
