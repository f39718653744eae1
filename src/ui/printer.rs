//! Who talks to the user: data on stdout, talk on stderr.

use std::fmt::Display;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;

use super::bars::Bars;
use super::error::{HINT, WARNING, paint};
use super::json_lines::{self, Talk};
use super::lines::{self, Lines};
use super::settings::{EventFormat, OutputFormat, Settings, Verbosity, is_dumb};
use super::summary::Summary;
use super::{error, sanitize};
use crate::error::{Diagnose, Error, Kind, Result};
use crate::event::{Event, Events};

/// What a command answers: the same object in the three forms of `-o`.
pub trait Answer: Serialize {
    /// For people. Ends with a line break.
    fn table(&self) -> String;
    /// For the next command.
    fn names(&self) -> Vec<String>;
}

/// A question that nobody can be asked.
#[derive(Debug, thiserror::Error)]
#[error("{question} nobody can answer here: stdin or stderr is no terminal")]
pub struct NoTerminal {
    question: String,
}

impl Diagnose for NoTerminal {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn hints(&self) -> Vec<String> {
        vec!["add --yes to say yes beforehand".to_owned()]
    }
}

/// The printer. Cheap to clone; its clones share the terminal.
#[derive(Clone)]
pub struct Ui {
    settings: Settings,
    painted: bool,
    interactive: bool,
    data_is_shown: bool,
    began: Instant,
    desk: Arc<Mutex<Desk>>,
}

struct Desk {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    reporter: Reporter,
    summary: Summary,
}

/// Who shows events. On a terminal what lasts is lines, and what passes is bars.
enum Reporter {
    Nobody,
    JsonLines,
    Lines(Lines),
    Bars(Bars),
}

impl Ui {
    #[expect(clippy::disallowed_methods, reason = "here the terminal is given to the printer")]
    pub fn terminal(settings: Settings) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let terminal = err.is_terminal();
        let reporter = match (settings.events, settings.verbosity) {
            (Some(EventFormat::JsonLines), _) => Reporter::JsonLines,
            (None, Verbosity::Quiet) => Reporter::Nobody,
            (None, _) if terminal && !is_dumb() => Reporter::Bars(Bars::on_terminal()),
            (None, _) => Reporter::Lines(Lines::default()),
        };
        let data_is_shown = out.is_terminal();
        let ui = Self::on(settings, Box::new(out), Box::new(err), reporter);
        let interactive = terminal && io::stdin().is_terminal();
        Self { painted: settings.color.wanted(terminal), interactive, data_is_shown, ..ui }
    }

    /// Writes down what a pipe would get. For tests.
    pub fn captured(settings: Settings) -> (Self, Captured) {
        let captured = Captured::default();
        let reporter = match settings.events {
            Some(EventFormat::JsonLines) => Reporter::JsonLines,
            None if settings.verbosity == Verbosity::Quiet => Reporter::Nobody,
            None => Reporter::Lines(Lines::default()),
        };
        let (out, err) = (captured.out.clone(), captured.err.clone());
        (Self::on(settings, Box::new(out), Box::new(err), reporter), captured)
    }

    /// Draws bars on a screen of the test's.
    #[cfg(test)]
    pub(super) fn on_screen(screen: indicatif::InMemoryTerm) -> (Self, Captured) {
        let captured = Captured::default();
        let (out, err) = (captured.out.clone(), captured.err.clone());
        let reporter = Reporter::Bars(Bars::on_screen(screen));
        (Self::on(Settings::default(), Box::new(out), Box::new(err), reporter), captured)
    }

    fn on(settings: Settings, out: Box<dyn Write + Send>, err: Box<dyn Write + Send>, reporter: Reporter) -> Self {
        let desk = Arc::new(Mutex::new(Desk { out, err, reporter, summary: Summary::default() }));
        Self { settings, painted: false, interactive: false, data_is_shown: false, began: Instant::now(), desk }
    }

    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The command's answer, as `-o` wants it.
    pub fn answer(&self, answer: &impl Answer) -> Result<()> {
        let text = match self.settings.output {
            OutputFormat::Table => sanitize::text(&answer.table()),
            OutputFormat::Json => sanitize::text(&serde_json::to_string_pretty(answer)?) + "\n",
            OutputFormat::Name => {
                answer.names().iter().fold(String::new(), |all, name| all + &sanitize::line(name) + "\n")
            }
        };
        self.data(&text)
    }

    /// Text for stdout, as it is; made harmless when stdout is a terminal. A reader that went away is no failure.
    pub fn data(&self, text: &str) -> Result<()> {
        let mut desk = self.desk();
        let safe = if self.data_is_shown { sanitize::text(text) } else { text.to_owned() };
        let written = desk.unhindered(|desk| {
            desk.out.write_all(safe.as_bytes())?;
            desk.out.flush()
        });
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// A sentence about what was done. Ends with a period.
    pub fn status(&self, text: impl Display) {
        if self.settings.verbosity != Verbosity::Quiet {
            let text = text.to_string();
            self.talk("", &text, &Talk::Status { text: &text });
        }
    }

    pub fn warning(&self, text: impl Display) {
        let text = text.to_string();
        self.talk(&paint(WARNING, "warning: ", self.painted), &text, &Talk::Warning { text: &text });
    }

    /// The next command to type.
    pub fn hint(&self, text: impl Display) {
        if self.settings.verbosity != Verbosity::Quiet {
            let text = text.to_string();
            self.talk(&paint(HINT, "hint: ", self.painted), &text, &Talk::Hint { text: &text });
        }
    }

    pub fn error(&self, problem: &Error) {
        self.erase_progress();
        if self.settings.events.is_some() {
            self.desk().say(&json_lines::error(problem));
        } else {
            self.desk().say(error::render(problem, self.painted).trim_end());
        }
    }

    /// Whether somebody is there to be asked.
    pub fn is_interactive(&self) -> bool {
        self.interactive && self.settings.events.is_none()
    }

    /// Asks; anything but `y` or `yes` is a no. Without a terminal it is an error.
    pub async fn prompt_yes(&self, question: &str) -> Result<bool> {
        let question = sanitize::line(question);
        if !self.is_interactive() {
            return Err(NoTerminal { question }.into());
        }
        self.erase_progress();
        self.desk().unhindered(|desk| {
            write!(desk.err, "{question} [y/N] ")?;
            desk.err.flush()
        })?;
        // On a thread of its own: Ctrl-C does not wait for Enter.
        let answer = tokio::task::spawn_blocking(|| {
            let mut answer = String::new();
            io::stdin().lock().read_line(&mut answer).map(|_| answer)
        });
        let answer = answer.await.map_err(io::Error::other)??;
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Where modules send what happens.
    pub fn events(&self) -> Events {
        let ui = self.clone();
        Events::since(self.began, move |event| ui.report(&event))
    }

    pub fn report(&self, event: &Event) {
        let verbosity = self.settings.verbosity;
        let mut desk = self.desk();
        desk.summary.note(event);
        let line = match &mut desk.reporter {
            Reporter::Nobody => None,
            Reporter::JsonLines => Some(json_lines::line(event)),
            Reporter::Lines(lines) => lines.line(event, verbosity),
            Reporter::Bars(bars) => {
                bars.show(event);
                lines::lasting(event, verbosity)
            }
        };
        if let Some(line) = line {
            desk.say(&line);
        }
    }

    /// Takes the bars off the screen and says where the time went. For the end of a long command.
    pub fn summary(&self) {
        self.erase_progress();
        let mut desk = self.desk();
        let table = desk.summary.render();
        if !table.is_empty() && self.settings.events.is_none() && self.settings.verbosity != Verbosity::Quiet {
            desk.say(table.trim_end());
        }
    }

    /// Takes the bars off the screen: before an error, and before a program that uses the terminal itself.
    pub fn erase_progress(&self) {
        if let Reporter::Bars(bars) = &mut self.desk().reporter {
            bars.erase();
        }
    }

    fn talk(&self, label: &str, text: &str, as_json: &Talk) {
        if self.settings.events.is_some() {
            self.desk().say(&json_lines::line(as_json));
        } else {
            self.desk().say(&format!("{label}{}", sanitize::text(text)));
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic elsewhere must not silence the printer.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// One line to stderr, above the bars. Talk that nobody can hear is lost, and that is no failure.
    fn say(&mut self, line: &str) {
        let _ = self.unhindered(|desk| writeln!(desk.err, "{line}"));
    }

    /// Writes while no bar is on the terminal.
    fn unhindered<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let reporter = std::mem::replace(&mut self.reporter, Reporter::Nobody);
        let result = match &reporter {
            Reporter::Bars(bars) => bars.suspend(|| write(self)),
            _ => write(self),
        };
        self.reporter = reporter;
        result
    }
}

/// What was written to a `Ui::captured`.
#[derive(Clone, Debug, Default)]
pub struct Captured {
    out: Shared,
    err: Shared,
}

impl Captured {
    pub fn stdout(&self) -> String {
        self.out.text()
    }

    pub fn stderr(&self) -> String {
        self.err.text()
    }
}

#[derive(Clone, Debug, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
