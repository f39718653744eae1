//! Capabilities after execve, term by term.

use serde::Serialize;

use super::{FileCapabilities, Set, SpecialRule, ThreadSets};

/// Who executes what. The user ids are those of the user namespace: 0 is its root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Execution {
    pub sets: ThreadSets,
    pub real_uid: u32,
    pub effective_uid: u32,
    pub no_new_privs: bool,
    /// The securebit NOROOT. `KEEP_CAPS` and `NO_SETUID_FIXUP` make no difference to execve.
    pub no_root: bool,
    pub file: Option<FileCapabilities>,
    /// The owner whose set-user-ID bit the file has.
    pub setuid: Option<u32>,
    /// Whether the file system is mounted nosuid.
    pub nosuid: bool,
    /// The user namespace's root, as a user id of the initial namespace: file capabilities for another don't count.
    pub namespace_root: u32,
}

/// A term of the formulas and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    pub name: &'static str,
    pub value: Set,
}

/// How one set came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// As in capabilities(7), with what special rules put in.
    pub text: &'static str,
    pub terms: Vec<Term>,
    pub result: Set,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Executed {
    /// execve fails with EPERM; the sets are what they would have been.
    pub refused: bool,
    /// What of F(permitted) does not become permitted by the file.
    pub missing: Set,
    pub sets: ThreadSets,
    pub effective_uid: u32,
    /// In the order in which they build on each other: ambient, permitted, effective, inheritable, bounding.
    pub formulas: Vec<Formula>,
    pub rules: Vec<SpecialRule>,
}

pub fn execve(before: &Execution) -> Executed {
    let sets = before.sets;
    let mut rules = Vec::new();
    let file = file_capabilities(before, &mut rules);
    let effective_uid = effective_uid(before, &mut rules);
    let has_file = file.is_some();
    let file = file.unwrap_or_default();
    let missing = file.permitted.without(sets.inheritable & file.inheritable | sets.bounding & file.permitted);
    let refused = file.effective && !missing.is_empty();
    if refused {
        rules.push(SpecialRule::CapabilityDumb);
    }
    let file = with_root(before, file, has_file, effective_uid, &mut rules);
    let from_inheritable = sets.inheritable & file.inheritable;
    let from_file = file.permitted & sets.bounding;
    let mut permitted = from_inheritable | from_file;
    // The kernel compares the new effective user with the old real one; with the old effective one since Linux 6.16.
    let changes_user = effective_uid != before.real_uid;
    let gains = !sets.permitted.contains(permitted);
    let cut = before.no_new_privs && (changes_user || gains);
    if cut {
        rules.push(SpecialRule::NoNewPrivs);
        permitted = permitted & sets.permitted;
    }
    let privileged = has_file || changes_user;
    if privileged {
        rules.push(SpecialRule::PrivilegedFile);
    }
    let ambient = if privileged { Set::NONE } else { sets.ambient };
    let permitted = permitted | ambient;
    let effective = if file.effective { permitted } else { ambient };
    let term = |name, value| Term { name, value };
    let mut permitted_terms = vec![
        term("P(inheritable)", sets.inheritable),
        term("F(inheritable)", file.inheritable),
        term("F(permitted)", file.permitted),
        term("P(bounding)", sets.bounding),
        term("P'(ambient)", ambient),
    ];
    if cut {
        permitted_terms.push(term("P(permitted)", sets.permitted));
    }
    let formulas = vec![
        Formula {
            text: if privileged { AMBIENT_CLEARED } else { AMBIENT_KEPT },
            terms: if privileged { Vec::new() } else { vec![term("P(ambient)", sets.ambient)] },
            result: ambient,
        },
        Formula { text: if cut { PERMITTED_CUT } else { PERMITTED }, terms: permitted_terms, result: permitted },
        Formula {
            text: if file.effective { EFFECTIVE_ALL } else { EFFECTIVE_AMBIENT },
            terms: vec![if file.effective { term("P'(permitted)", permitted) } else { term("P'(ambient)", ambient) }],
            result: effective,
        },
        Formula {
            text: "P'(inheritable) = P(inheritable)",
            terms: vec![term("P(inheritable)", sets.inheritable)],
            result: sets.inheritable,
        },
        Formula {
            text: "P'(bounding) = P(bounding)",
            terms: vec![term("P(bounding)", sets.bounding)],
            result: sets.bounding,
        },
    ];
    let sets = ThreadSets { permitted, inheritable: sets.inheritable, effective, bounding: sets.bounding, ambient };
    // Under no_new_privs a user that execve would change falls back to the real one.
    let effective_uid = if cut { before.real_uid } else { effective_uid };
    Executed { refused, missing, sets, effective_uid, formulas, rules }
}

/// The file's capabilities, where they count.
fn file_capabilities(before: &Execution, rules: &mut Vec<SpecialRule>) -> Option<FileCapabilities> {
    let file = before.file?;
    let foreign = file.rootid.is_some_and(|rootid| rootid != 0 && rootid != before.namespace_root);
    if before.nosuid {
        rules.push(SpecialRule::NosuidMount);
        None
    } else if foreign {
        rules.push(SpecialRule::ForeignRootid);
        None
    } else {
        Some(file)
    }
}

fn effective_uid(before: &Execution, rules: &mut Vec<SpecialRule>) -> u32 {
    let Some(owner) = before.setuid else { return before.effective_uid };
    if before.nosuid {
        if !rules.contains(&SpecialRule::NosuidMount) {
            rules.push(SpecialRule::NosuidMount);
        }
        return before.effective_uid;
    }
    if before.no_new_privs {
        rules.push(SpecialRule::SetuidIgnored);
        return before.effective_uid;
    }
    if owner == 0 {
        rules.push(SpecialRule::SetuidRoot);
    }
    owner
}

/// What the file's capabilities count as when user 0 is in the play.
fn with_root(
    before: &Execution,
    file: FileCapabilities,
    has_file: bool,
    effective_uid: u32,
    rules: &mut Vec<SpecialRule>,
) -> FileCapabilities {
    let (real_root, effective_root) = (before.real_uid == 0, effective_uid == 0);
    if !real_root && !effective_root {
        return file;
    }
    if before.no_root {
        rules.push(SpecialRule::NoRoot);
        return file;
    }
    if has_file && effective_root && !real_root {
        rules.push(SpecialRule::SetuidRootWithFileCapabilities);
        return file;
    }
    rules.push(if effective_root { SpecialRule::Root } else { SpecialRule::RealRoot });
    let effective = file.effective || effective_root;
    FileCapabilities { permitted: Set::ALL, inheritable: Set::ALL, effective, rootid: file.rootid }
}

const AMBIENT_KEPT: &str = "P'(ambient) = P(ambient)";
const AMBIENT_CLEARED: &str = "P'(ambient) = 0";
const PERMITTED: &str =
    "P'(permitted) = (P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding)) | P'(ambient)";
const PERMITTED_CUT: &str =
    "P'(permitted) = ((P(inheritable) & F(inheritable)) | (F(permitted) & P(bounding))) & P(permitted) | P'(ambient)";
const EFFECTIVE_ALL: &str = "P'(effective) = F(effective) ? P'(permitted) : P'(ambient), F(effective) is 1";
const EFFECTIVE_AMBIENT: &str = "P'(effective) = F(effective) ? P'(permitted) : P'(ambient), F(effective) is 0";

#[cfg(test)]
mod tests;
