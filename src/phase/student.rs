//! The unprivileged lab user: account, subordinate ids, linger, and seclab's key to it.
//! <https://rootlesscontaine.rs/getting-started/common/subuid/>

use serde_json::json;

use super::{Assertion, Change, Expected, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::{Lab, lab};
use crate::template;

const ID: &str = "student";
/// What a container's user namespace needs: ids 0 to 65535.
const IDS: u64 = 65_536;
/// Where `useradd` begins too (`SUB_UID_MIN`, login.defs(5)).
const FIRST: u64 = 100_000;

pub struct Student;

/// A line of `/etc/subuid` or `/etc/subgid`; subuid(5).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    owner: String,
    start: u64,
    count: u64,
}

impl Range {
    fn parse(line: &str) -> Option<Self> {
        let mut fields = line.split(':');
        let (owner, start, count) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Self { owner: owner.to_owned(), start: start.parse().ok()?, count: count.parse().ok()? })
    }

    fn end(&self) -> u64 {
        self.start + self.count
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end() && other.start < self.end()
    }

    fn line(&self) -> String {
        format!("{}:{}:{}", self.owner, self.start, self.count)
    }

    fn span(&self) -> String {
        format!("{}-{}", self.start, self.end() - 1)
    }
}

/// What must go and what must come so that the student has enough ids of their own.
#[derive(Debug, PartialEq, Eq)]
struct Repair {
    remove: Vec<Range>,
    add: Range,
    reason: String,
}

fn repair(lines: &[String], name: &str, uid: &str) -> Option<Repair> {
    let ranges: Vec<_> = lines.iter().filter_map(|line| Range::parse(line)).collect();
    let (mine, others): (Vec<_>, Vec<_>) =
        ranges.into_iter().partition(|range| range.owner == name || range.owner == uid);
    let taken = mine.iter().find(|range| others.iter().any(|other| other.overlaps(range)));
    let most = mine.iter().map(|range| range.count).max().unwrap_or(0);
    let reason = match taken {
        Some(range) => format!("the ids {} are another user's too", range.span()),
        None if most < IDS => format!("{name} has {most} subordinate ids, {IDS} are needed"),
        None => return None,
    };
    let mut add = Range { owner: name.to_owned(), start: FIRST, count: IDS };
    while let Some(other) = others.iter().find(|other| other.overlaps(&add)) {
        add.start = other.end();
    }
    Some(Repair { remove: mine, add, reason })
}

fn plan_subordinates(student: &lab::Student, uid: &str, facts: &Facts) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for file in ["subuid", "subgid"] {
        let Some(repair) = repair(facts.all(ID, file), student.name.as_str(), uid) else { continue };
        let before: Vec<_> = repair.remove.iter().map(Range::line).collect();
        let values = json!({
            "name": student.name,
            "file": file,
            "before": before.join(" "),
            "after": repair.add.line(),
        });
        let script = template::render("student/subordinate.sh", &values)?;
        let summary = format!("give {} the ids {} in /etc/{file}", student.name, repair.add.span());
        changes.push(Change::new(ID, file, summary, repair.reason).script(script));
    }
    Ok(changes)
}

impl Phase for Student {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Make the student's account"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        lab.student.is_some()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        let Some(student) = &target.lab.student else { return Ok(String::new()) };
        template::render("student/observe.sh", &json!({ "name": student.name, "public_key": target.public_key }))
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let Some(student) = &target.lab.student else { return Ok(Vec::new()) };
        let name = &student.name;
        let (Some(uid), Some(home)) = (facts.first(ID, "uid"), facts.first(ID, "home")) else {
            let script = template::render("student/create.sh", &json!({ "name": name }))?;
            let create = Change::new(ID, "create", format!("create the user {name}"), "no such user").script(script);
            let rest = format!("give {name} subordinate ids, linger and seclab's key");
            return Ok(vec![Planned::Change(create), Planned::Later { phase: ID, summary: rest, after: ID }]);
        };
        let mut plan = plan_subordinates(student, uid, facts)?;
        if facts.first(ID, "linger").is_none() {
            let script = template::render("student/linger.sh", &json!({ "name": name }))?;
            let summary = format!("let {name}'s services run without a login");
            plan.push(Change::new(ID, "linger", summary, "linger is off").script(script));
        }
        if facts.first(ID, "key").is_none() {
            let values = json!({ "name": name, "home": home, "public_key": target.public_key });
            let script = template::render("student/key.sh", &values)?;
            let summary = format!("let seclab log in as {name}");
            plan.push(Change::new(ID, "key", summary, "seclab's key is not among the authorized keys").script(script));
        }
        let has_sudo = facts.has(ID, "group", "sudo");
        if has_sudo != student.sudo {
            let script = template::render("student/sudo.sh", &json!({ "name": name, "sudo": student.sudo }))?;
            let (verb, reason) = if student.sudo { ("put", "not in it") } else { ("take", "in it") };
            let summary = format!("{verb} {name} {} the group sudo", if student.sudo { "into" } else { "out of" });
            plan.push(Change::new(ID, "sudo", summary, reason).script(script));
        }
        Ok(plan.into_iter().map(Planned::Change).collect())
    }

    fn assertions(&self, target: &Target) -> Result<Vec<Assertion>> {
        let Some(student) = &target.lab.student else { return Ok(Vec::new()) };
        let name = json!({ "name": student.name });
        let mapping = template::render("student/assert-mapping.sh", &name)?;
        let title = "the student can map 65536 ids into a user namespace";
        let mut assertions = vec![Assertion::new(ID, "mapping", title, mapping, Expected::IdsMapped(IDS))];
        if !student.sudo {
            let body = template::render("student/assert-unprivileged.sh", &name)?;
            let none = Expected::Text("0000000000000000".to_owned());
            assertions.push(Assertion::new(
                ID,
                "unprivileged",
                "the student has no capabilities and no sudo",
                body,
                none,
            ));
        }
        Ok(assertions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(lines: &[&str]) -> Option<(usize, String)> {
        let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
        repair(&lines, "student", "1001").map(|repair| (repair.remove.len(), repair.add.span()))
    }

    #[test]
    fn enough_ids_of_ones_own_are_left_alone() {
        assert_eq!(repaired(&["debian:100000:65536", "student:165536:65536"]), None);
        assert_eq!(repaired(&["1001:165536:65536"]), None, "named by uid");
    }

    #[test]
    fn missing_few_or_shared_ids_are_replaced_by_free_ones() {
        assert_eq!(repaired(&[]), Some((0, "100000-165535".to_owned())));
        assert_eq!(repaired(&["debian:100000:65536"]), Some((0, "165536-231071".to_owned())));
        assert_eq!(repaired(&["student:100000:1000"]), Some((1, "100000-165535".to_owned())));
        let shared = ["debian:100000:65536", "student:150000:65536", "other:200000:10"];
        assert_eq!(repaired(&shared), Some((1, "200010-265545".to_owned())));
    }
}
