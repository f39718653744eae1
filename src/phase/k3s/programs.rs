//! The programs of Kubernetes on a node. They are too big to be hashed at each look: a mark keeps the hash together
//! with what `stat` says of the file, its change time included.

use std::time::Duration;

use serde_json::json;

use super::ID;
use crate::error::Result;
use crate::phase::{Change, Facts, Payload};
use crate::runtime::kubernetes::{Distribution, Program};
use crate::template;

/// To send and install one, in software emulation.
const LIMIT: Duration = Duration::from_mins(10);

/// What `observe.sh` looks at.
pub(super) fn paths(distribution: &Distribution) -> Vec<&str> {
    distribution.programs.iter().map(|program| program.path.as_str()).collect()
}

fn difference(program: &Program, facts: &Facts) -> Option<&'static str> {
    let of = |key| facts.all(ID, key).iter().find_map(|line| line.strip_prefix(&format!("{} ", program.path)));
    let Some(found) = of("program") else { return Some("it is missing") };
    match of("mark").and_then(|mark| mark.split_once(' ')) {
        Some((sha256, stat)) if stat == found && sha256 == program.artifact.sha256 => None,
        Some((_, stat)) if stat == found => Some("another version is there"),
        _ => Some("another program is there, or it was touched"),
    }
}

/// The changes that put them there.
pub(super) fn plan(distribution: &Distribution, facts: &Facts) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for program in &distribution.programs {
        let Some(reason) = difference(program, facts) else { continue };
        let values = json!({ "path": program.path, "sha256": program.artifact.sha256 });
        let script = template::render("k3s/program.sh", &values)?;
        let summary = format!("install {}", program.path);
        let change = Change::new(ID, &format!("program:{}", program.path), summary, reason).script(script);
        changes.push(change.brings(Payload::File(program.artifact.clone())).within(LIMIT));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::kubernetes::Artifact;
    use crate::spec::kubernetes::Source;

    fn distribution() -> Distribution {
        let artifact = Artifact { file: "/cache/k3s".into(), sha256: "abc".repeat(20), size: 9 };
        let program = Program { path: "/usr/local/bin/k3s".to_owned(), artifact };
        Distribution { source: Source::Upstream, version: "v".to_owned(), programs: vec![program], images: vec![] }
    }

    fn reason(lines: &str) -> Option<String> {
        let facts = Facts::parse(&format!("{lines}node.end=\n")).unwrap();
        plan(&distribution(), &facts).unwrap().pop().map(|change| change.reason)
    }

    #[test]
    fn a_program_is_sent_when_it_is_missing_old_or_touched() {
        let found = "k3s.program=/usr/local/bin/k3s 9 100 7 755 root:root regular file\n";
        let mark = |sha256: &str, stat: &str| format!("{found}k3s.mark=/usr/local/bin/k3s {sha256} {stat}\n");
        let ours = "abc".repeat(20);
        assert_eq!(reason("").unwrap(), "it is missing");
        assert_eq!(reason(found).unwrap(), "another program is there, or it was touched");
        assert_eq!(reason(&mark(&ours, "9 100 7 755 root:root regular file")), None);
        assert_eq!(reason(&mark("old", "9 100 7 755 root:root regular file")).unwrap(), "another version is there");
        let touched = "another program is there, or it was touched";
        assert_eq!(reason(&mark(&ours, "9 101 7 755 root:root regular file")).unwrap(), touched);
    }
}
