//! A script of ours that runs for minutes on this host: its log tells how far it is.

use std::path::Path;
use std::time::Duration;

use super::command::{CommandError, HostCommand};
use crate::event::{Events, Step};

const SAYS_STEP: &str = "seclab-step: ";
/// How much of a failed script's log an error shows.
const LAST_LINES: usize = 12;

/// How a script ended that did not do its work.
#[derive(Debug)]
pub enum Ended {
    /// With this code, after these last lines.
    Failed {
        code: i32,
        last: String,
    },
    TimedOut,
    NotRun(CommandError),
}

/// What a line of the log says of the work; `None` where it says nothing that a user wants to know.
pub type Reader = fn(&str) -> Option<String>;

/// Runs to the end. The command is `tied`, so it goes when seclab goes. Lines `seclab-step: …` begin a step.
pub async fn run(
    command: HostCommand,
    log: &Path,
    limit: Duration,
    reader: Reader,
    events: &Events,
) -> Result<(), Ended> {
    let file = std::fs::File::create(log)
        .map_err(|source| Ended::NotRun(CommandError::NotStarted { program: log.display().to_string(), source }))?;
    let run = command.output_to(file).tied().limit(limit).finish();
    tokio::pin!(run);
    let mut progress = Progress { log, seen: 0, step: None, reader, events };
    let finished = loop {
        tokio::select! {
            finished = &mut run => break finished,
            () = tokio::time::sleep(Duration::from_millis(500)) => progress.read(),
        }
    };
    progress.read();
    let finished = finished.map_err(|error| match error {
        CommandError::TimedOut { .. } => Ended::TimedOut,
        other => Ended::NotRun(other),
    })?;
    if finished.code != 0 {
        return Err(Ended::Failed { code: finished.code, last: last_lines(log) });
    }
    if let Some(step) = progress.step {
        step.done();
    }
    Ok(())
}

/// What a script's log says of how far it is.
struct Progress<'a> {
    log: &'a Path,
    seen: usize,
    step: Option<Step>,
    reader: Reader,
    events: &'a Events,
}

impl Progress<'_> {
    fn read(&mut self) {
        let text = std::fs::read(self.log).unwrap_or_default();
        let Some(end) = text.iter().rposition(|&byte| byte == b'\n') else { return };
        let new = String::from_utf8_lossy(text.get(self.seen..=end).unwrap_or_default()).into_owned();
        self.seen = end + 1;
        for line in new.lines() {
            if let Some(step) = line.strip_prefix(SAYS_STEP) {
                if let Some(before) = self.step.take() {
                    before.done();
                }
                self.step = Some(self.events.step(step));
            } else if let Some(doing) = (self.reader)(line) {
                self.events.waiting(doing);
            }
        }
    }
}

fn last_lines(log: &Path) -> String {
    let text = String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_as_steps_and_waits() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let (sent, told) = std::sync::mpsc::channel();
        let events = Events::new(move |event| sent.send(event).unwrap());
        let reader: Reader = |line| line.strip_prefix("I: ").map(str::to_owned);
        let mut progress = Progress { log: &log, seen: 0, step: None, reader, events: &events };
        let began = "seclab-step: install packages\nI: running apt-get update...\nnoise\n";
        std::fs::write(&log, format!("{began}seclab-st")).unwrap();
        progress.read();
        std::fs::write(&log, format!("{began}seclab-step: make the disk\n")).unwrap();
        progress.read();
        let names: Vec<String> = told
            .try_iter()
            .map(|event| serde_json::to_value(event).unwrap()["event"].as_str().unwrap().into())
            .collect();
        assert_eq!(names, ["step-started", "waiting", "step-done", "step-started"]);
    }

    #[test]
    fn a_failed_script_shows_its_last_lines() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let lines: Vec<String> = (1..=20).map(|n| format!("line {n}\n\n")).collect();
        std::fs::write(&log, lines.concat()).unwrap();
        let last = last_lines(&log);
        assert_eq!(
            (last.lines().count(), last.lines().next(), last.lines().last()),
            (12, Some("line 9"), Some("line 20"))
        );
    }
}
