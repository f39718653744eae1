//! Where exercises are read from: an instance, or a lab that need not be up.

use crate::catalog::{self, LoadedLab};
use crate::cli::Context;
use crate::cli::target::Target;
use crate::error::Result;
use crate::exercise::Progress;
use crate::instance::Instance;

#[derive(Debug, clap::Args)]
pub(super) struct Source {
    /// An instance, a built-in lab, or the path of a lab
    #[arg(value_name = "INSTANCE|LAB")]
    of: String,
}

impl Source {
    /// The lab, and what is remembered of its exercises where it is up.
    pub fn open(&self, context: &Context) -> Result<(LoadedLab, Progress)> {
        let instance = self.of.parse::<Target>().ok().map(|target| Instance::new(target.instance, &context.paths));
        match instance.filter(|instance| instance.existing().is_ok()) {
            Some(instance) => Ok((catalog::reload(&instance.existing()?.origin)?, Progress::load(&instance.folder)?)),
            None => Ok((catalog::load(&self.of)?, Progress::default())),
        }
    }
}
