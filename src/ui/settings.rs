//! How the user wants to be talked to.

/// The form of the one object that a command answers on stdout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputFormat {
    #[default]
    Table,
    Json,
    /// Names only, one a line, to be fed to the next command.
    Name,
}

/// A form of events that programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// One JSON object a line: <https://jsonlines.org>
    JsonLines,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors, warnings and answers only.
    Quiet,
    #[default]
    Normal,
    Verbose,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb` is set.
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub output: OutputFormat,
    pub events: Option<EventFormat>,
    pub verbosity: Verbosity,
    pub color: Color,
}

impl Color {
    /// Whether to paint what goes to a terminal or elsewhere. <https://no-color.org>
    pub(super) fn wanted(self, terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                terminal && !refused && !is_dumb()
            }
        }
    }
}

/// Whether the terminal can't move its cursor.
pub(super) fn is_dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term == "dumb")
}
