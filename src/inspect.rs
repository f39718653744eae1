//! What a process or a file may do: one script, run on this machine or on a node, and its answer.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;

use crate::error::{Diagnose, Error, Kind, Result};
use crate::host::command::HostCommand;
use crate::node::{Node, Script};
use crate::policy::capabilities::{Execution, FileCapabilities, Status, UserMap};
use crate::runtime::Subject;
use crate::runtime::kubernetes::UNIT;
use crate::template;

/// An emulated guest is slow.
const LIMIT: Duration = Duration::from_mins(1);

/// What is asked about; what is absent is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Question {
    /// The process, or the one that executes the file.
    pub pid: String,
    pub file: String,
    /// Something of the student's that runs.
    pub subject: Option<Subject>,
    /// Who executes the file, when no process is named.
    pub student: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProcessLook {
    /// Absent where it is any process of the student.
    pub pid: Option<u32>,
    pub status: Status,
    pub uid_map: UserMap,
}

#[derive(Clone, Debug, Serialize)]
pub struct FileLook {
    pub path: String,
    pub owner: u32,
    /// Whether it has the set-user-ID bit.
    pub set_user_id: bool,
    pub capabilities: Option<FileCapabilities>,
    /// Whether its file system is mounted nosuid.
    pub nosuid: bool,
}

#[derive(Debug)]
pub struct Look {
    pub process: ProcessLook,
    pub file: Option<FileLook>,
}

#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    #[error("{what} can't be looked at: {reason}")]
    Absent { what: String, reason: String },
    #[error("{what} can't be looked at, code {code}: {stderr}")]
    Failed { what: String, code: i32, stderr: String },
    #[error("the answer about {what} has no `{key}`")]
    Incomplete { what: String, key: &'static str },
}

impl Diagnose for InspectError {
    fn kind(&self) -> Kind {
        Kind::Failed
    }
}

impl Question {
    fn what(&self) -> String {
        match (&self.subject, &self.file[..]) {
            (Some(Subject::Pod(pod)), _) => format!("the Pod {} in the namespace {}", pod.name, pod.namespace),
            (Some(Subject::Container { name }), _) => format!("the container {name}"),
            (Some(Subject::Unit { unit, .. }), _) => format!("the unit {unit}"),
            (None, "") => format!("process {}", self.pid),
            (None, file) => file.to_owned(),
        }
    }
}

/// Without a node, on this machine.
pub async fn inspect(node: Option<&Node>, question: &Question) -> Result<Look> {
    let body = template::render("caps/look.sh", &json!({ "question": question, "server": UNIT }))?;
    let what = question.what();
    let (code, stdout, stderr) = if let Some(node) = node {
        let answer = node.ask(&Script::root(body, LIMIT)).await?;
        (answer.code, answer.stdout, answer.stderr)
    } else {
        let done = HostCommand::new("sh").stdin(body).limit(LIMIT).finish().await?;
        (done.code, done.stdout, done.stderr)
    };
    if code != 0 {
        return Err(InspectError::Failed { what, code, stderr: stderr.trim().to_owned() }.into());
    }
    read(&stdout, &what)
}

fn read(answer: &str, what: &str) -> Result<Look> {
    let lines = |key: &str| -> Vec<&str> {
        answer.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
    };
    let value = |key: &str| lines(key).first().copied();
    let incomplete = |key| Error::from(InspectError::Incomplete { what: what.to_owned(), key });
    if let Some(reason) = value("absent") {
        return Err(InspectError::Absent { what: what.to_owned(), reason: reason.to_owned() }.into());
    }
    let process = ProcessLook {
        pid: value("pid").and_then(|pid| pid.parse().ok()),
        status: Status::parse(&lines("status").join("\n"))?,
        uid_map: UserMap::parse(&lines("uid_map").join("\n")),
    };
    let file = match value("file") {
        None => None,
        Some(path) => {
            let mode = value("mode").and_then(|mode| u32::from_str_radix(mode, 8).ok());
            let text = value("capabilities").unwrap_or_default().trim();
            Some(FileLook {
                path: path.to_owned(),
                owner: value("owner").and_then(|owner| owner.parse().ok()).ok_or_else(|| incomplete("owner"))?,
                set_user_id: mode.ok_or_else(|| incomplete("mode"))? & 0o4000 != 0,
                capabilities: if text.is_empty() { None } else { Some(FileCapabilities::from_text(text)?) },
                nosuid: value("mount").unwrap_or_default().split(',').any(|option| option == "nosuid"),
            })
        }
    };
    Ok(Look { process, file })
}

impl Look {
    /// The process as it executes the file; users are those of its user namespace.
    pub fn execution(&self) -> Execution {
        let ProcessLook { status, uid_map, .. } = &self.process;
        let inside = |outside: u32| uid_map.inside(outside).unwrap_or(outside);
        let file = self.file.as_ref();
        Execution {
            sets: status.sets,
            real_uid: inside(status.real_uid),
            effective_uid: inside(status.effective_uid),
            no_new_privs: status.no_new_privs,
            // Securebits can't be seen from outside; hardly a process has any.
            no_root: false,
            file: file.and_then(|file| file.capabilities),
            // The bit of an owner that the namespace does not know is ignored.
            setuid: file.filter(|file| file.set_user_id).and_then(|file| uid_map.inside(file.owner)),
            nosuid: file.is_some_and(|file| file.nosuid),
            namespace_root: uid_map.root().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROCESS: &str = "pid=7\nstatus=Name:\tsleep\nstatus=Uid:\t100999\t100999\t100999\t100999\n\
        status=CapInh:\t0\nstatus=CapPrm:\t0\nstatus=CapEff:\t0\nstatus=CapBnd:\t400\nstatus=CapAmb:\t0\n\
        status=NoNewPrivs:\t0\nstatus=Seccomp:\t2\nuid_map=0 1000 1\nuid_map=1 100000 65536\n";

    #[test]
    fn users_of_a_container_are_those_of_its_namespace() {
        let file = "file=/bin/ping\nmode=4755\nowner=1000\ncapabilities= cap_net_raw=ep\nmount=rw,nosuid,relatime\n";
        let execution = read(&format!("{file}{PROCESS}"), "x").unwrap().execution();
        assert_eq!((execution.real_uid, execution.setuid, execution.namespace_root), (1000, Some(0), 1000));
        assert!(execution.nosuid && execution.file.is_some());
        let foreign = read(&format!("{}{PROCESS}", file.replace("owner=1000", "owner=0")), "x").unwrap();
        assert_eq!(foreign.execution().setuid, None);
    }

    #[test]
    fn an_answer_with_holes_is_an_error() {
        let chain = |answer: &str| read(answer, "it").unwrap_err().chain().join(": ");
        assert_eq!(chain("absent=there is no process 7\n"), "it can't be looked at: there is no process 7");
        assert_eq!(chain("pid=7\n"), "the process's status has no `Name` that can be read");
        assert_eq!(chain(&format!("file=/x\nmode=755\n{PROCESS}")), "the answer about it has no `owner`");
    }
}
