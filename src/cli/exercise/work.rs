//! An instance and one exercise of its lab, as most commands need them.

use crate::cli::context::Opened;
use crate::cli::target::Target;
use crate::cli::{Context, Outcome};
use crate::error::Result;
use crate::exercise::{self, Exercise, Place, Progress, Report};
use crate::lifecycle;
use crate::ui::Answer;
use crate::ui::table::Table;

/// An exercise of an instance.
#[derive(Debug, clap::Args)]
pub(crate) struct Work {
    #[arg(value_name = "INSTANCE[/NODE]")]
    pub target: Target,
    /// An exercise of the instance's lab, or the path of an exercise's folder
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
}

impl Work {
    pub fn open(&self, context: &Context) -> Result<(Opened, Exercise)> {
        let opened = context.open(&self.target.instance)?;
        let exercise = find(&opened, &self.exercise)?;
        Ok((opened, exercise))
    }

    /// For what changes the instance, or what is remembered of it.
    pub fn open_locked(&self, context: &Context) -> Result<(Opened, Exercise)> {
        let opened = context.open_locked(&self.target.instance)?;
        let exercise = find(&opened, &self.exercise)?;
        Ok((opened, exercise))
    }

    pub async fn place(&self, opened: &Opened) -> Result<Place> {
        place(opened, &self.target).await
    }
}

pub(super) fn find(opened: &Opened, word: &str) -> Result<Exercise> {
    let lab = opened.lab()?;
    exercise::find(&lab.lab, &lab.files, word)
}

/// The node on which exercises are done.
pub(super) async fn place(opened: &Opened, target: &Target) -> Result<Place> {
    let node = opened.node(target)?;
    lifecycle::place(&opened.instance, &opened.record, &node, opened.provider.as_ref()).await
}

/// Changes what is remembered of the instance's exercises.
pub(crate) fn remember<T>(opened: &Opened, change: impl FnOnce(&mut Progress) -> T) -> Result<T> {
    let mut progress = Progress::load(&opened.instance.folder)?;
    let answer = change(&mut progress);
    progress.store(&opened.instance.folder)?;
    Ok(answer)
}

/// Shows a report, and says with what code to end.
pub(crate) fn shown(context: &Context, report: &Report) -> Result<Outcome> {
    context.ui.answer(report)?;
    Ok(match report.outcome {
        exercise::Outcome::Pass | exercise::Outcome::Skipped => Outcome::Done,
        exercise::Outcome::Fail => Outcome::NotPassed,
        exercise::Outcome::Error => Outcome::Unusable,
    })
}

impl Answer for Report {
    fn table(&self) -> String {
        let mut table = Table::new(["RESULT", "CHECK", "ACTUAL"]);
        for check in &self.checks {
            let actual = match check.outcome {
                exercise::Outcome::Fail => format!("{} (expected {})", check.actual, check.expected),
                _ => check.actual.clone(),
            };
            table.row([check.outcome.as_str().to_owned(), check.title.clone(), actual]);
        }
        let mut text = table.to_string();
        for check in self.checks.iter().filter(|check| check.outcome == exercise::Outcome::Fail) {
            text = text + "\n" + check.title.as_str() + "\n  " + &check.why + "\n";
        }
        text + &format!("\n{}: {}, {} points\n", self.exercise, self.outcome.as_str(), self.points)
    }

    fn names(&self) -> Vec<String> {
        self.names(exercise::Outcome::Fail).into_iter().map(ToString::to_string).collect()
    }
}
