//! From JSON to a profile.

use jsonc_parser::ast::{Object, Value};

use super::argument::LAST_INDEX;
use super::json::{Foreign, Reader};
use super::{Action, Architecture, Argument, Finding, Operator, Outcome, Placed, Profile, Rule, Severity};
use crate::suggestion::{closest, did_you_mean};

/// What a text says, as far as it can be understood.
pub(super) struct Reading {
    pub profile: Option<Profile>,
    pub findings: Vec<Finding>,
    /// Whether nothing was left out of the profile.
    pub whole: bool,
}

/// The profile as runtimes that follow the OCI specification apply it, or why they can't.
pub fn parse(text: &str) -> Result<Profile, Vec<Finding>> {
    match read(text) {
        Reading { profile: Some(profile), whole: true, .. } => Ok(profile),
        // What keeps a text from being a profile is an error; there may be warnings before it.
        Reading { findings, .. } => {
            Err(findings.into_iter().filter(|found| found.severity == Severity::Error).collect())
        }
    }
}

pub(super) fn read(text: &str) -> Reading {
    let mut reader = Reader::new(text);
    let profile = reader.root().and_then(|root| profile(&mut reader, &root));
    Reading { profile, findings: reader.findings, whole: reader.whole }
}

fn profile<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Option<Profile> {
    let object = reader.object(value, "a profile", &PROFILE_KEYS, &PROFILE_FOREIGN)?;
    let default = reader.required(object, "defaultAction", NO_DEFAULT);
    let default = default.and_then(|value| outcome(reader, value, object, "defaultErrnoRet"));
    let mut strings = |key| match reader.optional(object, key) {
        Some(value) => items(reader, value, Reader::string),
        None => Vec::new(),
    };
    let (architectures, flags) = (strings("architectures"), strings("flags"));
    let architectures = architectures.into_iter().filter_map(|name| architecture(reader, name)).collect();
    for flag in &flags {
        if !FLAGS.contains(&flag.value.as_str()) {
            let near = did_you_mean(closest(&flag.value, FLAGS));
            let message = format!("unknown flag `{}`{near}", flag.value);
            reader.findings.push(Finding::error(flag.at, "unknown-flag", message, REFUSED));
        }
    }
    let listener_path = reader.optional(object, "listenerPath").and_then(|value| reader.string(value));
    let rules = match reader.optional(object, "syscalls") {
        Some(value) => items(reader, value, rule),
        None => Vec::new(),
    };
    let listener_path = listener_path.map(|path| path.value);
    Some(Profile { default: default?, architectures, flags, listener_path, rules })
}

/// The items of a list that can be understood.
fn items<'a, T>(
    reader: &mut Reader<'a>,
    value: &Value<'a>,
    read: fn(&mut Reader<'a>, &Value<'a>) -> Option<T>,
) -> Vec<T> {
    let list = reader.list(value).unwrap_or_default();
    list.iter().filter_map(|item| read(reader, item)).collect()
}

fn rule<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Option<Rule> {
    let object = reader.object(value, "a rule", &RULE_KEYS, &RULE_FOREIGN)?;
    let names = reader.required(object, "names", EMPTY_NAMES).map(|value| {
        let names = items(reader, value, Reader::string);
        if reader.list(value).is_some_and(<[_]>::is_empty) {
            let at = reader.position(value);
            reader.refuse::<()>(at, "empty-names", "`names` is empty", EMPTY_NAMES);
        }
        names
    });
    let outcome = reader.required(object, "action", NO_ACTION);
    let outcome = outcome.and_then(|value| self::outcome(reader, value, object, "errnoRet"));
    let arguments = match reader.optional(object, "args") {
        Some(value) => arguments(reader, value),
        None => Vec::new(),
    };
    Some(Rule { names: names?, outcome: outcome?, arguments })
}

fn outcome<'a>(
    reader: &mut Reader<'a>,
    value: &Value<'a>,
    object: &Object<'a>,
    errno_key: &str,
) -> Option<Placed<Outcome>> {
    let Placed { value: name, at } = reader.string(value)?;
    let Some(action) = Action::named(&name) else {
        let near = did_you_mean(closest(&name, Action::ALL.iter().map(|action| action.as_str())));
        return reader.refuse(at, "unknown-action", format!("unknown action `{name}`{near}"), REFUSED);
    };
    let errno = reader.optional(object, errno_key);
    let number = errno.and_then(|value| reader.number(value));
    if let (Some(value), false) = (errno, action.has_errno()) {
        let message = format!("`{errno_key}` with {name}, which has no error number");
        reader.findings.push(Finding::error(reader.position(value), "errno-without-use", message, ERRNO_REFUSED));
    }
    Some(Placed { value: Outcome { action, errno: number }, at })
}

fn architecture(reader: &mut Reader, name: Placed<String>) -> Option<Placed<Architecture>> {
    let Placed { value: name, at } = name;
    let known = Architecture::named(&name).map(|value| Placed { value, at });
    known.or_else(|| {
        let near = did_you_mean(closest(&name, Architecture::names()));
        reader.refuse(at, "unknown-architecture", format!("unknown architecture `{name}`{near}"), REFUSED)
    })
}

fn arguments<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Vec<Argument> {
    let arguments = items(reader, value, argument);
    let repeated = |index| arguments.iter().filter(|other| other.index == index).count() > 1;
    if let Some(twice) = arguments.iter().find(|argument| repeated(argument.index)) {
        let message = format!("argument {} is compared more than once in one rule", twice.index);
        reader.findings.push(Finding::warning(reader.position(value), "repeated-argument", message, REPEATED));
    }
    arguments
}

fn argument<'a>(reader: &mut Reader<'a>, value: &Value<'a>) -> Option<Argument> {
    let object = reader.object(value, "an argument", &ARGUMENT_KEYS, &[])?;
    let at = reader.position(value);
    let index = reader.required(object, "index", INCOMPLETE).and_then(|value| reader.number(value));
    let compared = reader.required(object, "value", INCOMPLETE).and_then(|value| reader.number(value));
    let second = reader.optional(object, "valueTwo");
    let value_two: Option<u64> = second.and_then(|value| reader.number(value));
    let op = reader.required(object, "op", INCOMPLETE).and_then(|value| reader.string(value)).and_then(|name| {
        Operator::named(&name.value).or_else(|| {
            let near = did_you_mean(closest(&name.value, Operator::ALL.iter().map(|op| op.as_str())));
            reader.refuse(name.at, "unknown-operator", format!("unknown operator `{}`{near}", name.value), REFUSED)
        })
    });
    if index.is_some_and(|index| index > LAST_INDEX) {
        return reader.refuse(at, "argument-index", "a system call has the arguments 0 to 5", REFUSED);
    }
    match (op?, value_two) {
        (Operator::MaskedEqual, None) => {
            let message = "SCMP_CMP_MASKED_EQ without `valueTwo`";
            reader.findings.push(Finding::warning(at, "masked-without-value", message, MASKED));
        }
        (Operator::MaskedEqual, Some(_)) | (_, None | Some(0)) => {}
        (other, Some(_)) => {
            let message = format!("`valueTwo` with {}", other.as_str());
            reader.findings.push(Finding::warning(at, "second-value-without-mask", message, SECOND));
        }
    }
    Some(Argument { index: index?, value: compared?, value_two: value_two.unwrap_or_default(), op: op? })
}

const PROFILE_KEYS: [&str; 7] =
    ["defaultAction", "defaultErrnoRet", "architectures", "flags", "listenerPath", "listenerMetadata", "syscalls"];
const RULE_KEYS: [&str; 4] = ["names", "action", "errnoRet", "args"];
const ARGUMENT_KEYS: [&str; 4] = ["index", "value", "valueTwo", "op"];
const FLAGS: [&str; 4] = [
    "SECCOMP_FILTER_FLAG_TSYNC",
    "SECCOMP_FILTER_FLAG_LOG",
    "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
    "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
];

/// What Docker, Podman and CRI-O add to the format:
/// <https://github.com/containers/common/blob/main/pkg/seccomp/types.go>
const PROFILE_FOREIGN: [Foreign; 2] = [
    Foreign {
        key: "archMap",
        is_error: false,
        why: "Docker, Podman and CRI-O take the architectures from it; containerd passes over it and filters the node's own architecture only, where 32-bit programs are then killed",
    },
    Foreign {
        key: "defaultErrno",
        is_error: false,
        why: "only Podman and CRI-O read it; others take `defaultErrnoRet`, and EPERM without it",
    },
];
const RULE_FOREIGN: [Foreign; 5] = [
    Foreign {
        key: "includes",
        is_error: true,
        why: "Docker, Podman and CRI-O apply the rule only under this condition; containerd passes over it and applies the rule always: what was meant for one capability is then for all",
    },
    Foreign {
        key: "excludes",
        is_error: true,
        why: "Docker, Podman and CRI-O leave the rule out under this condition; containerd passes over it and applies the rule always",
    },
    Foreign { key: "comment", is_error: false, why: "only Docker, Podman and CRI-O know it; it has no effect" },
    Foreign {
        key: "name",
        is_error: true,
        why: "an old form that Docker, Podman and CRI-O still read; containerd passes over it, so the rule covers nothing: write `names`",
    },
    Foreign {
        key: "errno",
        is_error: false,
        why: "only Podman and CRI-O read it; others take `errnoRet`, and EPERM without it",
    },
];

const REFUSED: &str = "runtimes refuse the profile; a container with it does not start";
const ERRNO_REFUSED: &str = "the specification wants runtimes to refuse it; crun does";
const NO_DEFAULT: &str = "without it there is no answer for calls that no rule covers; runtimes refuse the profile";
const NO_ACTION: &str = "a rule without an action says nothing; runtimes refuse the profile";
const EMPTY_NAMES: &str = "the rule covers no call; the specification wants at least one name";
const INCOMPLETE: &str = "runtimes take 0, or refuse the profile: the comparison is not the one that was meant";
const MASKED: &str =
    "the call's argument is masked with `value` and compared with `valueTwo`, which is 0 when it is absent";
const SECOND: &str = "only SCMP_CMP_MASKED_EQ looks at it: the comparison is with `value` alone";
const REPEATED: &str =
    "libseccomp takes one comparison per argument, so runtimes make a rule of each: any one of them is enough, not all";
