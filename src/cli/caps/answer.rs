//! How capabilities are shown.

use std::fmt::Write;

use serde::Serialize;

use crate::inspect::{FileLook, Look, ProcessLook};
use crate::policy::capabilities::{Executed, Execution, Set, Status, ThreadSets, table};
use crate::ui::Answer;

#[derive(Serialize)]
pub(super) struct Explained {
    /// The process, or who executes the file.
    process: Option<ProcessLook>,
    file: Option<FileLook>,
    execve: Option<Done>,
    /// What the capabilities that count let it do, by name.
    may: Vec<May>,
}

/// An execve: what was put in, and what comes out.
#[derive(Serialize)]
struct Done {
    before: Execution,
    after: Executed,
    /// The special rules in words, as `after` has them by name.
    rules: Vec<String>,
}

#[derive(Serialize)]
struct May {
    capability: &'static str,
    does: &'static str,
}

impl Explained {
    pub fn supposed(after: Executed, before: &Execution) -> Self {
        Self::new(None, None, Some(after), before)
    }

    pub fn seen(look: Look, after: Option<Executed>, before: &Execution) -> Self {
        Self::new(Some(look.process), look.file, after, before)
    }

    fn new(process: Option<ProcessLook>, file: Option<FileLook>, after: Option<Executed>, before: &Execution) -> Self {
        let effective = match &after {
            Some(after) if after.refused => Set::NONE,
            Some(after) => after.sets.effective,
            None => before.sets.effective,
        };
        let may = |number: u32| {
            let known = table().get(number as usize)?;
            Some(May { capability: &known.name, does: &known.does })
        };
        let execve = after.map(|after| {
            let rules = after.rules.iter().map(ToString::to_string).collect();
            Done { before: before.clone(), after, rules }
        });
        Self { process, file, execve, may: effective.numbers().filter_map(may).collect() }
    }
}

impl Answer for Explained {
    fn table(&self) -> String {
        self.render().unwrap_or_default()
    }

    /// What it may do: now, or after execve.
    fn names(&self) -> Vec<String> {
        self.may.iter().map(|may| may.capability.to_owned()).collect()
    }
}

impl Explained {
    fn render(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        if let Some(file) = &self.file {
            render_file(&mut text, file)?;
        }
        if let Some(process) = &self.process {
            render_process(&mut text, process)?;
        }
        if let Some(done) = &self.execve {
            render_execve(&mut text, done)?;
        }
        let refused = self.execve.as_ref().is_some_and(|done| done.after.refused);
        let when = if self.execve.is_some() { "after execve" } else { "now" };
        if self.may.is_empty() && !refused {
            writeln!(text, "\nwhat it may do {when}: nothing that asks for a capability")?;
        } else if !refused {
            writeln!(text, "\nwhat it may do {when}:")?;
            for May { capability, does } in &self.may {
                writeln!(text, "  {capability:<18} {does}")?;
            }
        }
        Ok(text)
    }
}

fn render_file(text: &mut String, file: &FileLook) -> std::fmt::Result {
    writeln!(text, "file {}", file.path)?;
    let set_user_id = if file.set_user_id { format!("yes, of user {}", file.owner) } else { "no".to_owned() };
    writeln!(text, "  set-user-ID   {set_user_id}")?;
    match &file.capabilities {
        None => writeln!(text, "  capabilities  none")?,
        Some(found) => {
            writeln!(text, "  permitted     {}", found.permitted)?;
            writeln!(text, "  inheritable   {}", found.inheritable)?;
            writeln!(text, "  effective     {}", yes_or_no(found.effective))?;
            if let Some(root) = found.rootid {
                writeln!(text, "  for           the user namespace whose root is user {root}")?;
            }
        }
    }
    if file.nosuid { writeln!(text, "  mounted       nosuid") } else { Ok(()) }
}

fn render_process(text: &mut String, process: &ProcessLook) -> std::fmt::Result {
    let ProcessLook { pid, status, uid_map } = process;
    let Status { name, real_uid, effective_uid, sets, no_new_privs, seccomp, seccomp_filters } = status;
    match pid {
        Some(pid) => writeln!(text, "process {pid} ({name})")?,
        None => writeln!(text, "a process of the student")?,
    }
    writeln!(text, "  user          {real_uid} real, {effective_uid} effective")?;
    render_sets(text, sets)?;
    writeln!(text, "  no_new_privs  {}", yes_or_no(*no_new_privs))?;
    let filters = seccomp_filters.map(|count| format!(", {count} in a row")).unwrap_or_default();
    let seccomp = match seccomp {
        0 => "off".to_owned(),
        1 => "strict".to_owned(),
        _ => format!("filter{filters}"),
    };
    writeln!(text, "  seccomp       {seccomp}")?;
    if uid_map.is_identity() {
        return writeln!(text, "  user ids      the machine's own");
    }
    uid_map.lines().iter().try_for_each(|line| writeln!(text, "  user ids      {line}"))
}

fn render_sets(text: &mut String, sets: &ThreadSets) -> std::fmt::Result {
    let ThreadSets { permitted, inheritable, effective, bounding, ambient } = sets;
    for (name, set) in [
        ("permitted", permitted),
        ("inheritable", inheritable),
        ("effective", effective),
        ("bounding", bounding),
        ("ambient", ambient),
    ] {
        writeln!(text, "  {name:<13} {set}")?;
    }
    Ok(())
}

fn render_execve(text: &mut String, done: &Done) -> std::fmt::Result {
    let Done { before, after, rules } = done;
    if !text.is_empty() {
        writeln!(text)?;
    }
    let Execution { real_uid, effective_uid, .. } = before;
    let becomes =
        if after.effective_uid == *effective_uid { String::new() } else { format!(", then {}", after.effective_uid) };
    writeln!(text, "execve by user {real_uid} (effective {effective_uid}{becomes})")?;
    for rule in rules {
        writeln!(text, "  rule: {rule}")?;
    }
    if after.refused {
        return writeln!(text, "\nexecve fails with EPERM: {} would be missing", after.missing);
    }
    for formula in &after.formulas {
        writeln!(text, "\n{}", formula.text)?;
        for term in &formula.terms {
            writeln!(text, "  {:<15} {}", term.name, term.value)?;
        }
        writeln!(text, "  {:<15} {}", "=", formula.result)?;
    }
    Ok(())
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
