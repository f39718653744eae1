//! What is odd in a profile's text. Whether it is a profile at all, a node's own parser says.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// From 1.
    pub line: usize,
    pub rule: &'static str,
    pub message: String,
    pub why: &'static str,
}

/// Rules that are wider than they look, or say less than they seem to.
pub fn lint(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let denies = text.lines().any(|line| line.trim_start().trim_start_matches("audit ").starts_with("deny "));
    for (index, line) in text.lines().enumerate() {
        let rule = line.split('#').next().unwrap_or_default().trim();
        let mut found = |id: &'static str, message: String, why: &'static str| {
            findings.push(Finding { line: index + 1, rule: id, message, why });
        };
        if rule.starts_with("deny ") {
            found("silent-deny", format!("`{rule}` leaves no record"), SILENT);
        }
        if matches!(rule, "file," | "/** rw," | "/** rwx," | "/** rwix," | "/** rwlkmix,") && !denies {
            found("all-files", format!("`{rule}` allows every file"), ALL_FILES);
        }
        if rule == "capability," {
            found("all-capabilities", "`capability,` allows all of them".to_owned(), ALL_CAPABILITIES);
        }
        if rule.ends_with(" ux,") || rule.ends_with(" Ux,") {
            found("unconfined-child", format!("`{rule}` lets the program run without a profile"), UNCONFINED);
        }
        if line.contains("flags=(") && line.contains("complain") {
            found("complain", "the text itself says complain".to_owned(), COMPLAIN);
        }
    }
    findings
}

const SILENT: &str = "an explicit `deny` is not logged: write `audit deny`, or leave the rule out, to see who tries";
const ALL_FILES: &str = "nothing in this profile forbids a file, so files are not protected by it";
const ALL_CAPABILITIES: &str = "name those that the program needs; `seclab caps explain PID` shows which it has";
const UNCONFINED: &str = "who may start such a program has left the profile: prefer `ix`, `px` or `cx`";
const COMPLAIN: &str = "the profile forbids nothing, however it is loaded";

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<(usize, &'static str)> {
        lint(text).into_iter().map(|found| (found.line, found.rule)).collect()
    }

    #[test]
    fn wide_and_silent_rules_are_named_with_their_line() {
        let text = "profile x flags=(complain) {\n  file,\n  capability,\n  /usr/bin/id ux,\n  # deny /a w,\n}\n";
        assert_eq!(rules(text), [(1, "complain"), (2, "all-files"), (3, "all-capabilities"), (4, "unconfined-child")]);
    }

    #[test]
    fn all_files_but_some_is_a_way_to_write_a_profile() {
        assert_eq!(rules("profile x {\n  file,\n  deny /** w,\n}\n"), [(3, "silent-deny")]);
        assert_eq!(rules("profile x {\n  file,\n  audit deny /** w,\n}\n"), []);
    }
}
