use super::answer::Explained;
use super::hypothesis::Hypothesis;
use crate::cli::target::Target;
use crate::cli::{Context, Outcome};
use crate::error::{Diagnose, Kind, Result};
use crate::inspect::{Question, inspect};
use crate::policy::capabilities::execve;
use crate::runtime::Subject;

/// Show which capabilities a process has, or a file gives, and how execve comes to them
///
/// A process: its five sets, and what they let it do. A file: its capabilities, and the sets after execve by the
/// calling shell, term by term as in capabilities(7). Without either: what would be, by the flags alone.
/// A set is names with commas between, `all` or `none`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A process id, a file (on a node: with a `/`), or a container or Pod of the student's
    #[arg(value_name = "PID|FILE|CONTAINER|POD")]
    subject: Option<String>,
    /// Look on this node instead of this machine
    #[arg(short, long, value_name = "INSTANCE[/NODE]", env = "SECLAB_INSTANCE")]
    instance: Option<Target>,
    /// The namespace of the Pod
    #[arg(short, long, default_value = "default", env = "SECLAB_NAMESPACE")]
    namespace: String,
    /// Let this process execute the file, instead of the calling shell (on a node: the student's)
    #[arg(long, value_name = "PID")]
    from: Option<u32>,
    #[command(flatten)]
    hypothesis: Hypothesis,
}

#[derive(Debug, thiserror::Error)]
enum Unclear {
    #[error("nothing is named, and nothing supposed")]
    Nothing,
    #[error("the lab of `{instance}` has no student, so nobody's container or shell is there: name a process")]
    NoStudent { instance: String },
}

impl Diagnose for Unclear {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Nothing => vec!["seclab caps explain 1".to_owned()],
            Self::NoStudent { .. } => Vec::new(),
        }
    }
}

pub(super) async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let hypothesis = &args.hypothesis;
    let Some(subject) = &args.subject else {
        if hypothesis.is_empty() {
            return Err(Unclear::Nothing.into());
        }
        let execution = hypothesis.alone();
        context.ui.answer(&Explained::supposed(execve(&execution), &execution))?;
        return Ok(Outcome::Done);
    };
    let look = match &args.instance {
        None => inspect(None, &here(subject, args.from)).await?,
        Some(target) => {
            let opened = context.open(&target.instance)?;
            let node = opened.instance.known_session(&opened.record, &opened.node(target)?)?;
            let student = opened.record.lab.student.as_ref().map(|student| student.name.to_string());
            let pods_in = opened.record.lab.kubernetes.as_ref().map(|_| args.namespace.as_str());
            let question = there(subject, args.from, student.unwrap_or_default(), pods_in);
            if question.student.is_empty() && question.pid.is_empty() {
                return Err(Unclear::NoStudent { instance: target.instance.to_string() }.into());
            }
            inspect(Some(&node), &question).await?
        }
    };
    let executes = look.file.is_some() || !hypothesis.is_empty();
    let mut execution = look.execution();
    hypothesis.apply(&mut execution);
    let done = executes.then(|| execve(&execution));
    context.ui.answer(&Explained::seen(look, done, &execution))?;
    Ok(Outcome::Done)
}

fn is_pid(subject: &str) -> bool {
    !subject.is_empty() && subject.chars().all(|c| c.is_ascii_digit())
}

/// On this machine the calling shell is our parent.
fn here(subject: &str, from: Option<u32>) -> Question {
    if is_pid(subject) {
        return Question { pid: subject.to_owned(), ..Question::default() };
    }
    let from = from.unwrap_or_else(std::os::unix::process::parent_id);
    Question { file: subject.to_owned(), pid: from.to_string(), ..Question::default() }
}

/// `pods_in` is a namespace where the lab runs Kubernetes.
fn there(subject: &str, from: Option<u32>, student: String, pods_in: Option<&str>) -> Question {
    let pid = from.map(|from| from.to_string()).unwrap_or_default();
    if is_pid(subject) {
        Question { pid: subject.to_owned(), ..Question::default() }
    } else if subject.contains('/') {
        Question { file: subject.to_owned(), pid, student, ..Question::default() }
    } else {
        Question { subject: Some(Subject::named(subject, pods_in)), student, ..Question::default() }
    }
}
