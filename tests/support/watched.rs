//! An `up` whose events are watched while it runs, so that something can happen to it at a known moment.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::instance::Instance;

pub struct Watched {
    child: Child,
    events: Box<dyn Iterator<Item = Value>>,
}

impl Watched {
    pub fn up(guest: &Instance) -> Self {
        eprintln!("e2e: $ seclab up {} --events jsonl &", guest.name);
        let mut command = guest.command(&["up", guest.name, "--events", "jsonl"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let events = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
        Self { child, events: Box::new(events) }
    }

    /// Reads on until an event of this kind mentions the text.
    #[track_caller]
    pub fn until(&mut self, event: &str, mentions: &str) -> &mut Self {
        let found = self.events.find(|one| one["event"] == event && one.to_string().contains(mentions));
        assert!(found.is_some(), "`up` ended without an event `{event}` that mentions `{mentions}`");
        eprintln!("e2e:   {event}: {mentions}");
        self
    }

    /// SIGKILL: nothing of seclab can react.
    pub fn killed(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        eprintln!("e2e:   killed");
    }

    pub fn interrupted(&mut self) -> i32 {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        self.child.wait().unwrap().code().unwrap()
    }

    /// The exit code, once it ends by itself; the rest of its events is read.
    pub fn ends(&mut self) -> i32 {
        self.events.by_ref().for_each(drop);
        self.child.wait().unwrap().code().unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
