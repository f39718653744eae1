use std::path::{Path, PathBuf};

use clap::builder::FalseyValueParser;

use super::target::Target;
use super::{Context, Outcome};
use crate::error::{Diagnose, Result};
use crate::lifecycle;
use crate::runtime::kubernetes::kubeconfig::Kubeconfig;

/// Print a kubeconfig for a node's Kubernetes, or put it into yours
///
/// Its cluster, user and context are called `seclab-INSTANCE`. Run it again when the node's address has changed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "INSTANCE[/NODE]")]
    target: Target,
    /// Put it into your own kubeconfig, and make it the current context
    ///
    /// That is the first file of KUBECONFIG, or ~/.kube/config. All else in it stays; the file as it was is kept
    /// beside it, with the ending `.before-seclab`.
    #[arg(long, env = "SECLAB_MERGE", value_parser = FalseyValueParser::new())]
    merge: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("this user has no home folder for ~/.kube/config")]
struct NoHome;

impl Diagnose for NoHome {
    fn hints(&self) -> Vec<String> {
        vec!["export KUBECONFIG=/path/to/a/file".to_owned()]
    }
}

pub async fn run(context: &Context, args: Args) -> Result<Outcome> {
    let opened = context.open(&args.target.instance)?;
    let node = opened.node(&args.target)?;
    let config = lifecycle::kubeconfig(&opened.instance, &opened.record, &node, opened.provider.as_ref()).await?;
    if !args.merge {
        context.ui.data(&config.text()?)?;
        return Ok(Outcome::Done);
    }
    let file = users_file()?;
    merge(&file, &config)?;
    let name = lifecycle::context_name(&opened.record, &node);
    context.ui.status(format!("The context {name} is in {} and is the current one.", file.display()));
    context.ui.hint("kubectl get pods");
    Ok(Outcome::Done)
}

/// As kubectl chooses where to write.
fn users_file() -> Result<PathBuf> {
    let named = std::env::var_os("KUBECONFIG").unwrap_or_default();
    let first = std::env::split_paths(&named).find(|path| !path.as_os_str().is_empty());
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".kube/config"));
    Ok(first.or_else(home).ok_or(NoHome)?)
}

fn merge(file: &Path, ours: &Kubeconfig) -> Result<()> {
    let before = match fs_err::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let theirs = Kubeconfig::parse(&file.display().to_string(), before.as_deref().unwrap_or_default())?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    if let Some(text) = before {
        write(folder, &with_ending(file), &text)?;
    }
    // A link is followed: the file it leads to is the user's own.
    let target = fs_err::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    write(target.parent().unwrap_or(folder), &target, &theirs.merged(ours).text()?)
}

fn with_ending(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".before-seclab");
    name.into()
}

/// Whole or not at all, and for its owner's eyes only: it holds a key.
fn write(folder: &Path, file: &Path, text: &str) -> Result<()> {
    let mut staged = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut staged, text.as_bytes())?;
    staged.persist(file).map_err(|error| error.error)?;
    Ok(())
}
