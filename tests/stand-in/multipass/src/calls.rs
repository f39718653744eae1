//! The log of calls, for tests that ask what was called and what overlapped.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::reply::Reply;

pub struct Calls {
    file: PathBuf,
}

/// One call under way. A call that was killed has no line that ends it.
#[must_use]
pub struct Call<'a> {
    calls: &'a Calls,
}

impl Calls {
    pub fn new(folder: &Path) -> Self {
        Self { file: folder.join("calls.jsonl") }
    }

    pub fn begin(&self, arguments: &[String]) -> std::io::Result<Call<'_>> {
        self.write(&json!({"process": std::process::id(), "at": now(), "began": arguments}))?;
        Ok(Call { calls: self })
    }

    /// One line in one write to a file opened for appending: calls at the same time don't mix.
    fn write(&self, line: &serde_json::Value) -> std::io::Result<()> {
        fs_err::OpenOptions::new().create(true).append(true).open(&self.file)?.write_all(format!("{line}\n").as_bytes())
    }
}

impl Call<'_> {
    pub fn end(self, reply: &Reply) -> std::io::Result<()> {
        self.calls.write(&json!({"process": std::process::id(), "at": now(), "ended": reply.code}))
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
