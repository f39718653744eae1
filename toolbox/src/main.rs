//! The program of seclab's container images: it shows what a process may do, tries it, and serves as a workload.
//! Its lines are compared by checks: one fact each, in words that don't depend on the machine.

mod attempt;
mod aware;
mod capability;
mod caps;
mod eat;
mod errno;
mod hold;
mod likeness;
mod output;
mod serve;
mod sleep;
mod status;
mod sys;
mod syscalls;

use std::process::ExitCode;

const USAGE: &str = include_str!("usage.txt");

/// Why a command ended early.
#[derive(Debug, PartialEq)]
enum Trouble {
    /// The command line is wrong: exit code 2.
    Usage(String),
    /// What was asked for did not work: exit code 1.
    Failed(String),
}

type Done = Result<(), Trouble>;

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let called_as = words.first().and_then(|path| path.rsplit('/').next());
    if called_as.is_none_or(|name| command(name).is_none()) {
        words = words.split_off(words.len().min(1));
    } else if let Some(path) = words.first_mut() {
        *path = path.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            report(&trouble);
            ExitCode::from(if matches!(trouble, Trouble::Usage(_)) { 2 } else { 1 })
        }
    }
}

fn report(trouble: &Trouble) {
    match trouble {
        Trouble::Failed(text) => output::trouble(text),
        Trouble::Usage(text) => {
            output::trouble(text);
            output::trouble("`toolbox help` lists the commands");
        }
    }
}

fn run(words: &[String]) -> Done {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.split_first() {
        None => Err(Trouble::Usage("which command?".to_owned())),
        Some((&("help" | "--help" | "-h"), _)) => {
            output::text(USAGE);
            Ok(())
        }
        Some((name, arguments)) => match command(name) {
            Some(run) => run(arguments),
            None => Err(Trouble::Usage(format!("there is no command `{name}`"))),
        },
    }
}

fn command(name: &str) -> Option<fn(&[&str]) -> Done> {
    Some(match name {
        "caps" => caps::run,
        "try" => attempt::run,
        "as" => likeness::run,
        "serve" => serve::run,
        "aware" => aware::run,
        "hold" => hold::run,
        "eat" => eat::run,
        "sleep" => sleep::run,
        _ => return None,
    })
}

/// A word of the command line as a number of the wanted type.
fn number<T: std::str::FromStr>(word: &str) -> Result<T, Trouble> {
    word.parse().map_err(|_| Trouble::Usage(format!("`{word}` is no number that fits here")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_the_usage_is_there() {
        let (commands, _) = USAGE.split_once("Actions").unwrap();
        let rows = commands.lines().filter_map(|line| line.strip_prefix("  "));
        let names: Vec<_> = rows.filter_map(|row| row.split(' ').next()).collect();
        assert_eq!(names, ["caps", "try", "as", "serve", "aware", "hold", "eat", "eat", "sleep"]);
        assert!(names.iter().all(|name| command(name).is_some()));
    }

    #[test]
    fn an_unknown_command_is_a_wrong_usage() {
        assert_eq!(run(&["fly".to_owned()]), Err(Trouble::Usage("there is no command `fly`".to_owned())));
    }
}
