//! What every command gets.

use crate::error::Result;
use crate::paths::Paths;
use crate::ui::Ui;

#[derive(Clone)]
pub struct Context {
    pub ui: Ui,
    pub paths: Paths,
}

impl Context {
    pub fn from_environment(ui: Ui) -> Result<Self> {
        Ok(Self { ui, paths: Paths::from_environment()? })
    }
}
