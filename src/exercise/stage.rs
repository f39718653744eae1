//! What is done on the node for an exercise: its setup, an attempt at it, and undoing both.

use std::time::Duration;

use serde_json::json;

use super::folder::{Exercise, ExerciseError, Part, Texts};
use super::format::Worker;
use super::grade::Place;
use crate::error::Result;
use crate::node::Script;
use crate::spec::manifest;
use crate::template;

/// For one part, in software emulation.
const LIMIT: Duration = Duration::from_mins(5);

/// Puts there what the task speaks of, and notes the time.
pub async fn set_up(place: &Place, exercise: &Exercise) -> Result<()> {
    let texts = exercise.part(&Part::SetUp)?;
    if let Some(manifest) = &texts.manifest {
        place.cluster()?.apply(manifest).await?;
    }
    run(place, exercise, &Part::SetUp, texts, "root").await?;
    settle(place, exercise).await
}

/// Does what a student would do.
pub async fn attempt(place: &Place, exercise: &Exercise, part: &Part) -> Result<()> {
    let worker = match exercise.spec.worker {
        Worker::Student => "student",
        Worker::Admin => "admin",
    };
    let texts = exercise.part(part)?;
    if let Some(manifest) = &texts.manifest {
        place.cluster()?.replace(manifest).await?;
    }
    if texts.script.is_some() {
        run(place, exercise, part, texts, worker).await?;
    }
    settle(place, exercise).await
}

/// One Pod that never becomes ready is for the checks to judge; and so is the whole cluster, where the exercise does not
/// need it.
async fn settle(place: &Place, exercise: &Exercise) -> Result<()> {
    if exercise.spec.needs_cluster() {
        place.cluster()?.settled(exercise.spec.name.as_str()).await?;
    }
    Ok(())
}

/// Lets the next attempt begin as if this one had not been. What the solution makes anew can stay until then: to take
/// it away takes the time of a Pod's end.
pub async fn undo(place: &Place, exercise: &Exercise, part: &Part) -> Result<()> {
    let (texts, solution) = (exercise.part(part)?, exercise.part(&Part::Solution)?);
    match (texts.manifest, texts.script) {
        (Some(manifest), None) if covers(&solution, &manifest)? => Ok(()),
        (Some(manifest), None) => Ok(place.cluster()?.remove(&manifest).await?),
        _ => {
            reset(place, exercise).await?;
            set_up(place, exercise).await
        }
    }
}

/// Whether a part makes each object of a manifest.
fn covers(texts: &Texts, manifest: &str) -> Result<bool> {
    let Some(made) = &texts.manifest else { return Ok(false) };
    let made = manifest::heads("the solution", made)?;
    Ok(manifest::heads("the attempt", manifest)?.iter().all(|head| made.contains(head)))
}

/// Takes away what the setup and any attempt left.
pub async fn reset(place: &Place, exercise: &Exercise) -> Result<()> {
    run(place, exercise, &Part::Reset, exercise.part(&Part::Reset)?, "root").await?;
    match exercise.part(&Part::SetUp)?.manifest {
        Some(manifest) => Ok(place.cluster()?.remove(&manifest).await?),
        None => Ok(()),
    }
}

async fn run(place: &Place, exercise: &Exercise, part: &Part, texts: Texts, worker: &str) -> Result<()> {
    let values = json!({
        "student": place.student(),
        "exercise": exercise.spec.name,
        "part": part.path(),
        "manifest": texts.manifest.unwrap_or_default(),
        "script": texts.script.unwrap_or_default(),
        "worker": worker,
    });
    let body = template::render("exercise/run.sh", &values)?;
    let script = if worker == "admin" { Script::admin(body, LIMIT) } else { Script::root(body, LIMIT) };
    done(place, part, &script).await
}

async fn done(place: &Place, part: &Part, script: &Script) -> Result<()> {
    let answer = place.session.run(script, None).await?;
    if answer.code == 0 {
        return Ok(());
    }
    let said: Vec<&str> = answer.stderr.lines().chain(answer.stdout.lines()).collect();
    let last = said.len().saturating_sub(6);
    Err(ExerciseError::Part { part: part.path(), code: answer.code, said: said[last..].join("\n") }.into())
}
