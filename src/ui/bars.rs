//! Progress on a terminal: one line a node with what is being waited for, erased at the end.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{HumanBytes, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::sanitize;
use crate::event::{Event, EventKind};

/// Work that ends sooner is not worth a flicker.
const SILENCE: Duration = Duration::from_millis(250);
const TICK: Duration = Duration::from_millis(100);

/// One line a node; the key of what concerns no node is empty.
pub(super) struct Bars {
    multi: MultiProgress,
    of_node: BTreeMap<String, NodeBar>,
    tick: Option<Duration>,
    begun: bool,
}

struct NodeBar {
    bar: ProgressBar,
    steps: Vec<String>,
}

impl Bars {
    pub(super) fn on_terminal() -> Self {
        let multi = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self { multi, of_node: BTreeMap::new(), tick: Some(TICK), begun: false }
    }

    /// Bars that draw at once on a screen of the caller's, and stand still between events.
    #[cfg(test)]
    pub(super) fn on_screen(screen: indicatif::InMemoryTerm) -> Self {
        let multi = MultiProgress::with_draw_target(ProgressDrawTarget::term_like(Box::new(screen)));
        Self { multi, of_node: BTreeMap::new(), tick: None, begun: true }
    }

    pub(super) fn show(&mut self, event: &Event) {
        self.begin();
        let node = event.node.as_deref().map(sanitize::line).unwrap_or_default();
        match &event.kind {
            EventKind::Waiting { what } => self.bar(&node).says(&format!("waiting for {what}")),
            EventKind::Changing { phase, summary, .. } => self.bar(&node).says(&format!("{phase}: {summary}")),
            EventKind::Progress { what, done, total } => self.bar(&node).says(&amount(what, *done, *total)),
            EventKind::StepStarted { step } => {
                let bar = self.bar(&node);
                bar.steps.push(step.clone());
                bar.says(step);
            }
            EventKind::StepDone { step, .. } => self.end_step(&node, step),
            // What was waited for was the choice.
            EventKind::Chosen { .. } if self.of_node.get(&node).is_some_and(|bar| bar.steps.is_empty()) => {
                self.remove(&node);
            }
            _ => {}
        }
    }

    /// Does something to the terminal while no bar is on it.
    pub(super) fn suspend<T>(&self, talk: impl FnOnce() -> T) -> T {
        self.multi.suspend(talk)
    }

    pub(super) fn erase(&mut self) {
        for (_, node) in std::mem::take(&mut self.of_node) {
            node.bar.finish_and_clear();
        }
        // Bars that are asked for later draw from the start, not after another silence.
        let _ = self.multi.clear();
    }

    fn begin(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let multi = self.multi.clone();
        std::thread::spawn(move || {
            std::thread::sleep(SILENCE);
            multi.set_draw_target(ProgressDrawTarget::stderr());
        });
    }

    fn bar(&mut self, node: &str) -> &mut NodeBar {
        let (multi, tick) = (&self.multi, self.tick);
        self.of_node.entry(node.to_owned()).or_insert_with(|| {
            let bar = multi.add(ProgressBar::new_spinner().with_style(style(node)).with_prefix(node.to_owned()));
            if let Some(tick) = tick {
                bar.enable_steady_tick(tick);
            }
            NodeBar { bar, steps: Vec::new() }
        })
    }

    fn end_step(&mut self, node: &str, step: &str) {
        let Some(of_node) = self.of_node.get_mut(node) else { return };
        of_node.steps.retain(|s| s != step);
        if let Some(outer) = of_node.steps.last().cloned() {
            of_node.says(&outer);
        } else {
            self.remove(node);
        }
    }

    fn remove(&mut self, node: &str) {
        if let Some(ended) = self.of_node.remove(node) {
            ended.bar.finish_and_clear();
            self.multi.remove(&ended.bar);
        }
    }
}

impl NodeBar {
    fn says(&self, what: &str) {
        let what = sanitize::line(what);
        if self.bar.message() != what {
            self.bar.reset_elapsed();
            self.bar.set_message(what);
        }
    }
}

fn style(node: &str) -> ProgressStyle {
    let template =
        if node.is_empty() { "{spinner} {msg} {elapsed:.dim}" } else { "{spinner} {prefix}: {msg} {elapsed:.dim}" };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// `image: 12.00 MiB of 45.00 MiB`.
fn amount(what: &str, done: u64, total: Option<u64>) -> String {
    match total {
        Some(total) => format!("{what}: {} of {}", HumanBytes(done), HumanBytes(total)),
        None => format!("{what}: {}", HumanBytes(done)),
    }
}
