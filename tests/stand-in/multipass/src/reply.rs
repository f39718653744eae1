//! What a call says and how it ends.

#[derive(Debug, Default)]
pub struct Reply {
    pub code: u8,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Reply {
    pub fn said(stdout: impl Into<Vec<u8>>) -> Self {
        Self { stdout: stdout.into(), ..Self::default() }
    }

    pub fn json(value: &serde_json::Value) -> Self {
        Self::said(format!("{value:#}\n"))
    }

    pub fn refused(code: u8, message: &str) -> Self {
        Self { code, stderr: format!("{}\n", message.trim_end()), ..Self::default() }
    }

    /// What the daemon refuses: exit code 2, with the command's name in front.
    pub fn failed(command: &str, message: &str) -> Self {
        Self::refused(2, &format!("{command} failed: {message}"))
    }

    pub fn missing(command: &str, name: &str) -> Self {
        Self::failed(command, &format!("instance \"{name}\" does not exist"))
    }

    /// What the real client would do and seclab must never ask for: it would touch other people's instances.
    pub fn forbidden(what: &str) -> Self {
        Self::refused(FORBIDDEN, &format!("stand-in: FORBIDDEN: {what}"))
    }

    /// The stand-in itself is at fault.
    pub fn broken(what: &str) -> Self {
        Self::refused(71, &format!("stand-in: {what}"))
    }
}

/// No code of the real client.
pub const FORBIDDEN: u8 = 70;
