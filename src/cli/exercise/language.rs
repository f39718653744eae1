use crate::exercise::Language;

/// In which language an exercise speaks.
#[derive(Debug, clap::Args)]
pub(crate) struct In {
    /// Show the exercise's own words in this language
    #[arg(long, value_enum, default_value = "en", env = "SECLAB_LANGUAGE", hide_env_values = true)]
    language: LanguageArg,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum LanguageArg {
    En,
    Es,
}

impl In {
    pub fn language(&self) -> Language {
        match self.language {
            LanguageArg::En => Language::En,
            LanguageArg::Es => Language::Es,
        }
    }
}
