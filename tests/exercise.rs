//! `seclab exercise` where no node is needed: the catalogue, its format, and making one's own.

#![expect(clippy::unwrap_used, reason = "a test that can not go on ends here")]

#[path = "support/process.rs"]
mod process;

use std::fs;
use std::path::Path;

use process::{seclab, shown};
use tempfile::TempDir;

fn here() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A new exercise, with one place of its file changed.
fn changed(folder: &Path, from: &str, to: &str) {
    let done = seclab(folder, &["exercise", "new", "mine"]).status().unwrap();
    assert!(done.success());
    let file = folder.join("mine/exercise.yaml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}

#[test]
fn every_built_in_exercise_is_whole_in_both_languages() {
    let done = seclab(here().path(), &["exercise", "lint", "containers", "node", "rootless"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}");
    let count: usize = said.split(' ').next().unwrap().parse().unwrap();
    assert!(count >= 20, "{said}");
}

#[test]
fn the_missions_own_subject_is_covered() {
    let done = seclab(here().path(), &["exercise", "coverage", "-o", "name"]).output().unwrap();
    let missing = String::from_utf8_lossy(&done.stdout).into_owned();
    let missing: Vec<_> = missing.lines().collect();
    let wanted =
        ["A2", "A3", "C21", "C22"].into_iter().map(str::to_owned).chain((1..=12).map(|item| format!("B{item}")));
    for item in wanted {
        assert!(!missing.contains(&item.as_str()), "{item}: {missing:?}");
    }
}

#[test]
fn a_new_exercise_is_a_good_one() {
    let folder = here();
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "new", "mine"]), @r"
    exit code 0
    --- stderr
    Wrote ./mine/exercise.yaml.
    hint: seclab exercise test containers ./mine
    ");
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @r"
    exit code 0
    --- stdout
    1 exercise, nothing to say
    ");
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "new", "mine"]), @"
    exit code 2
    --- stderr
    error: ./mine exists already
    hint: choose another name, or another folder with --dir
    ");
}

#[test]
fn an_unknown_kind_is_shown_where_it_stands() {
    let folder = here();
    changed(folder.path(), "- denied:", "- deny:");
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @r#"
    exit code 2
    --- stderr
    error: mine/exercise.yaml is not valid
      mine/exercise.yaml:19:5: unknown value `deny`; it may be `object`, `can`, `cannot`, `admitted`, `notAdmitted`, `reaches`, `file`, `unit`, `kernelLog`, `auditEvent`, `stored`, `script`, `capabilities`, `seccomp`, `noNewPrivileges`, `user`, `rootIs`, `appArmor`, `allowed`, `denied`, `listens`, `doesNotListen`, `killedAbove`, `cannotStart`, `ends`, `notAdmitted`, `throttledTo`, `nodeAnswers` or `nodeDoesNotAnswer`
       19 |   - deny: {action: "chown:/tmp:1234", errno: EPERM}
          |     ^^^^
    hint: in mine/exercise.yaml, write `denied` instead of `deny`
    "#);
}

#[test]
fn a_check_says_of_what_it_is_asked() {
    let folder = here();
    changed(folder.path(), "    of: {container: \"mine\" }\n", "");
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @r#"
    exit code 2
    --- stderr
    error: mine/exercise.yaml is not valid: 2 problems
      mine/exercise.yaml:15:5: say `of` what: a `container`, a `pod` or a `unit`
       15 |   - capabilities: {effective: [], bounding: []}
          |     ^
      mine/exercise.yaml:18:5: say `of` what: a `container`, a `pod` or a `unit`
       18 |   - denied: {action: "chown:/tmp:1234", errno: EPERM}
          |     ^
    "#);
}

#[test]
fn what_must_fail_is_a_check_and_each_attempt_has_its_file() {
    let folder = here();
    changed(folder.path(), "  privileges-only: [no-capabilities, no-chown]", "  other: [no-capability]");
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @"
    exit code 2
    --- stderr
    error: mine/exercise.yaml is not valid: 2 problems
      mine/exercise.yaml:27:3: there is neither wrong/other.sh nor wrong/other.yaml beside this file
       27 |   other: [no-capability]
          |   ^^^^^
      mine/exercise.yaml:27:11: no check is called `no-capability`
       27 |   other: [no-capability]
          |           ^^^^^^^^^^^^^
    ");
}

#[test]
fn a_hint_does_not_tell_the_solution() {
    let folder = here();
    let solution =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/new-exercise/solution")).unwrap();
    let line = solution.lines().rfind(|line| !line.starts_with('#')).unwrap().replace("{{ name }}", "mine");
    changed(folder.path(), "All of them can be taken away by one word.", &format!("\"{line}\""));
    let said = shown(folder.path(), &["exercise", "lint", "mine"]);
    assert!(said.starts_with("exit code 3") && said.contains("hint 2 has a whole line of the solution"), "{said}");
}

#[test]
fn a_section_that_a_task_lacks_is_named() {
    let folder = here();
    changed(folder.path(), "minutes: 5", "minutes: 6");
    let file = folder.path().join("mine/task.es.md");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("## Tiempo", "## Reloj")).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @"
    exit code 3
    --- stdout
    EXERCISE   FINDING
    mine       task.es.md lacks `## Tiempo`, or has it in another place
    ");
}

#[test]
fn a_translation_has_what_the_exercise_has() {
    let folder = here();
    changed(folder.path(), "minutes: 5", "minutes: 6");
    let file = folder.path().join("mine/exercise.es.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("no-chown:", "no-chmod:")).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @"
    exit code 2
    --- stderr
    error: mine/exercise.es.yaml is not valid: 2 problems
      mine/exercise.es.yaml:3:1: the check `no-chown` is missing
       3 | why:
         | ^^^
      mine/exercise.es.yaml:5:13: no check is called `no-chmod`
       5 |   no-chmod: Sin CHOWN, root no puede dar ficheros a otros.
         |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    fs::remove_file(&file).unwrap();
    insta::assert_snapshot!(shown(folder.path(), &["exercise", "lint", "mine"]), @"
    exit code 3
    --- stdout
    EXERCISE   FINDING
    mine       there is no `exercise.es.yaml`: its hints and reasons are in English only
    ");
}

#[test]
fn the_schema_knows_every_kind() {
    let done = seclab(here().path(), &["exercise", "schema"]).output().unwrap();
    let schema: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let kinds = schema["$defs"]["Check"]["oneOf"].as_array().unwrap();
    let keys: Vec<_> = kinds.iter().map(|kind| kind["required"][0].as_str().unwrap()).collect();
    for kind in
        ["object", "can", "admitted", "reaches", "file", "unit", "kernelLog", "script", "capabilities", "denied"]
    {
        assert!(keys.contains(&kind), "{kind}: {keys:?}");
    }
    assert_eq!(
        keys.len(),
        keys.iter().collect::<std::collections::BTreeSet<_>>().len(),
        "a kind stands twice: {keys:?}"
    );
}

#[test]
fn a_task_can_be_read_before_its_lab_is_up() {
    let shown = shown(here().path(), &["exercise", "show", "rootless", "port-offset"]);
    assert!(shown.contains("# A port below 1024 where nobody is root"), "{shown}");
}

#[test]
fn an_instance_that_is_not_there_is_named() {
    insta::assert_snapshot!(shown(here().path(), &["exercise", "check", "nobody", "one-capability"]), @"
    exit code 2
    --- stderr
    error: there is no instance `nobody`
    hint: seclab ls
    ");
    insta::assert_snapshot!(shown(here().path(), &["exercise", "check", "rootless", "one-capability"]), @"
    exit code 2
    --- stderr
    error: there is no instance `rootless`
    hint: seclab up rootless
    ");
    insta::assert_snapshot!(shown(here().path(), &["exercise", "list", "nobody"]), @"
    exit code 2
    --- stderr
    error: no lab is called `nobody`
    hint: did you mean `node`?
    hint: seclab lab list
    ");
}
