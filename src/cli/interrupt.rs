//! Runs commands that wait for nodes, until they end or Ctrl-C ends them.

use std::future::Future;

use super::Outcome;
use crate::error::Result;
use crate::ui::Ui;

/// Builds the runtime and waits. Only commands that need a runtime pay for it.
///
/// At Ctrl-C the work is dropped where it stands.
pub fn wait(ui: &Ui, work: impl Future<Output = Result<Outcome>>) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(race(ui, work, tokio::signal::ctrl_c()));
    // Whoever interrupts does not wait for a thread that copies an image.
    runtime.shutdown_background();
    outcome
}

async fn race(
    ui: &Ui,
    work: impl Future<Output = Result<Outcome>>,
    interruption: impl Future<Output = std::io::Result<()>>,
) -> Result<Outcome> {
    tokio::select! {
        biased;
        outcome = work => outcome,
        caught = interruption => {
            caught?;
            ui.erase_progress();
            ui.warning("interrupted; what was done stays.");
            ui.hint("type the same command again to go on");
            Ok(Outcome::Interrupted)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Settings;

    #[tokio::test]
    async fn ctrl_c_drops_the_work_and_says_how_to_go_on() {
        let (ui, said) = Ui::captured(Settings::default());
        let outcome = race(&ui, std::future::pending(), async { Ok(()) }).await;
        assert_eq!(outcome.unwrap(), Outcome::Interrupted);
        assert_eq!(
            said.stderr(),
            "warning: interrupted; what was done stays.\nhint: type the same command again to go on\n"
        );
    }

    #[tokio::test]
    async fn work_that_ends_is_not_interrupted() {
        let (ui, said) = Ui::captured(Settings::default());
        let outcome = race(&ui, async { Ok(Outcome::Remote(7)) }, std::future::pending()).await;
        assert_eq!(outcome.unwrap(), Outcome::Remote(7));
        assert_eq!(said.stderr(), "");
    }
}
