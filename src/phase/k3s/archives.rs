//! Archives of container images that come with the server's program. They lie in the student's home, where the server
//! looks for them when it starts; a mark of root's keeps the hash together with what `stat` says of the file.

use std::time::Duration;

use serde_json::json;

use super::ID;
use crate::error::Result;
use crate::phase::{Change, Facts, Payload, Target};
use crate::runtime::kubernetes::{Artifact, Distribution};
use crate::template;

/// To send one, in software emulation.
const LIMIT: Duration = Duration::from_mins(15);

/// One that seclab put there, as a look found it.
struct Placed<'a> {
    name: &'a str,
    sha256: &'a str,
    untouched: bool,
}

/// Lines of `SHA256 MARKED-STAT FOUND-STAT NAME`.
fn placed(facts: &Facts) -> impl Iterator<Item = Placed<'_>> {
    facts.all(ID, "archive-file").iter().filter_map(|line| {
        let mut words = line.splitn(4, ' ');
        let (sha256, marked, found) = (words.next()?, words.next()?, words.next()?);
        Some(Placed { name: words.next()?, sha256, untouched: marked == found })
    })
}

fn difference(archive: &Artifact, facts: &Facts) -> Option<&'static str> {
    match placed(facts).find(|placed| placed.name == archive.name()) {
        None => Some("it is missing"),
        Some(placed) if !placed.untouched => Some("another file is there, or it was touched"),
        Some(placed) if placed.sha256 != archive.sha256 => Some("another version is there"),
        Some(_) => None,
    }
}

/// The changes that put them there, and take away those of another version.
pub(super) fn plan(distribution: &Distribution, target: &Target, facts: &Facts) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for old in placed(facts).filter(|placed| !distribution.images.iter().any(|image| image.name() == placed.name)) {
        let values = json!({ "student": target.student(), "name": old.name });
        let summary = format!("remove the container images {}", old.name);
        let change = Change::new(ID, &format!("archive:{}", old.name), summary, "this server has others");
        changes.push(change.script(template::render("k3s/remove-archive.sh", &values)?));
    }
    for archive in &distribution.images {
        let Some(reason) = difference(archive, facts) else { continue };
        let name = archive.name();
        let values = json!({ "student": target.student(), "name": name, "sha256": archive.sha256 });
        let script = template::render("k3s/archive.sh", &values)?;
        let summary = format!("bring the container images {name}");
        let change = Change::new(ID, &format!("archive:{name}"), summary, reason).script(script);
        changes.push(change.brings(Payload::File(archive.clone())).within(LIMIT));
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::kubernetes::Source;

    fn summaries(lines: &str) -> Vec<(String, String)> {
        let image = Artifact { file: "/cache/new images.tar.zst".into(), sha256: "abc".repeat(20), size: 9 };
        let distribution =
            Distribution { source: Source::Release, version: "v".to_owned(), programs: vec![], images: vec![image] };
        let facts = Facts::parse(&format!("{lines}node.end=\n")).unwrap();
        let changes = plan(&distribution, &Target::of("minimal"), &facts).unwrap();
        changes.into_iter().map(|change| (change.summary, change.reason)).collect()
    }

    #[test]
    fn an_archive_is_brought_when_it_is_missing_old_or_touched() {
        let reason = |line: &str| summaries(line).pop().map(|(_, reason)| reason);
        let ours = "abc".repeat(20);
        let line = |sum: &str, found: &str| format!("k3s.archive-file={sum} 9:100 {found} new images.tar.zst\n");
        assert_eq!(reason("").unwrap(), "it is missing");
        assert_eq!(reason(&line(&ours, "9:101")).unwrap(), "another file is there, or it was touched");
        assert_eq!(reason(&line("old", "9:100")).unwrap(), "another version is there");
        assert_eq!(reason(&line(&ours, "9:100")), None);
    }

    #[test]
    fn those_of_another_version_are_taken_away() {
        let found = summaries("k3s.archive-file=old 9:100 - old.tar.zst\n");
        let summaries: Vec<_> = found.iter().map(|(summary, _)| summary.as_str()).collect();
        let expected = ["remove the container images old.tar.zst", "bring the container images new images.tar.zst"];
        assert_eq!(summaries, expected);
    }
}
