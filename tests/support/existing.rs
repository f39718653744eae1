//! A suite's guest, taken as somebody's machine: reached by an ssh configuration alone.

use std::collections::HashSet;

use crate::guest::Guest;

const SURVEY: &str = include_str!("survey.sh");

pub struct Existing<'a> {
    guest: &'a Guest,
    config: String,
    host: String,
    before: String,
}

impl<'a> Existing<'a> {
    /// The guest as it is, as if seclab had never seen it.
    pub fn taken(guest: &'a Guest) -> Self {
        guest.root("rm -rf /var/lib/seclab /run/seclab");
        let config = guest.instance_folder().join("nodes/node/ssh_config");
        let text = std::fs::read_to_string(&config).unwrap();
        let host = text.lines().find_map(|line| line.strip_prefix("Host ")).unwrap().trim().to_owned();
        Self { guest, config: config.to_str().unwrap().to_owned(), host, before: guest.root(SURVEY) }
    }

    /// The words of `up` for a lab there.
    pub fn up<'b>(&'b self, lab: &'b str) -> Vec<&'b str> {
        vec!["up", lab, "--host", &self.host, "--ssh-config", &self.config, "--yes", "-o", "json"]
    }

    /// Whether anything differs from when it was taken.
    pub fn is_changed(&self) -> bool {
        self.guest.root(SURVEY) != self.before
    }

    #[track_caller]
    pub fn is_as_before(&self) {
        let after = self.guest.root(SURVEY);
        assert_eq!(only_in(&after, &self.before), [""; 0], "left behind");
        assert_eq!(only_in(&self.before, &after), [""; 0], "taken away");
    }
}

/// The lines of one text that another does not have.
fn only_in<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let known: HashSet<_> = other.lines().collect();
    text.lines().filter(|line| !known.contains(line)).collect()
}
