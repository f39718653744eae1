//! No machines at all: the books are everything. `exec` knows `true`, `cat`, `cloud-init status --wait --format json`
//! and what `answers.json` says: a map from the command's words, joined by spaces, to `{code, stdout, stderr}`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::Backend;
use crate::reply::Reply;
use crate::settings::{Settings, read_or_default};
use crate::store::Instance;

pub struct NoMachines {
    folder: PathBuf,
    boot: Duration,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Answer {
    code: u8,
    stdout: String,
    stderr: String,
}

impl NoMachines {
    pub fn new(folder: &Path, settings: &Settings) -> Self {
        Self { folder: folder.to_owned(), boot: Duration::from_millis(settings.launch_milliseconds) }
    }

    /// Where a machine's file would be: the path's slashes become something that no folder is made of.
    fn file(&self, name: &str, path: &str) -> PathBuf {
        self.folder.join("files").join(name).join(path.replace('/', "%"))
    }
}

impl Backend for NoMachines {
    fn boot(&self, _: &str, _: &Instance) -> std::io::Result<()> {
        std::thread::sleep(self.boot);
        Ok(())
    }

    fn halt(&self, _: &str, _: bool) -> std::io::Result<()> {
        Ok(())
    }

    fn destroy(&self, name: &str) -> std::io::Result<()> {
        match fs_err::remove_dir_all(self.folder.join("files").join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn snapshot(&self, _: &str, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn restore(&self, _: &str, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn forget_snapshot(&self, _: &str, _: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn exec(&self, name: &str, instance: &Instance, command: &[String]) -> std::io::Result<Reply> {
        let words = command.join(" ");
        let answers: BTreeMap<String, Answer> = read_or_default(&self.folder.join("answers.json"))?;
        if let Some(answer) = answers.get(&words) {
            let (stdout, stderr) = (answer.stdout.clone().into_bytes(), answer.stderr.clone());
            return Ok(Reply { code: answer.code, stdout, stderr });
        }
        Ok(match command.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["true"] => Reply::default(),
            ["cat", path] => match self.download(name, instance, path)? {
                Some(content) => Reply::said(content),
                None => Reply::refused(1, &format!("cat: {path}: No such file or directory")),
            },
            ["cloud-init", "status", "--wait", "--format", "json"] => {
                Reply::json(&serde_json::json!({"status": "done", "errors": [], "recoverable_errors": {}}))
            }
            _ => Reply::refused(127, &format!("stand-in: no answer for `{words}`")),
        })
    }

    fn upload(&self, name: &str, _: &Instance, path: &str, content: &[u8]) -> std::io::Result<()> {
        let file = self.file(name, path);
        fs_err::create_dir_all(file.parent().unwrap_or(&self.folder))?;
        fs_err::write(file, content)
    }

    fn download(&self, name: &str, instance: &Instance, path: &str) -> std::io::Result<Option<Vec<u8>>> {
        if let Ok(content) = fs_err::read(self.file(name, path)) {
            return Ok(Some(content));
        }
        let written = instance.user_data.as_ref().and_then(|data| data["write_files"].as_array());
        let found = written.into_iter().flatten().find(|file| file["path"] == path);
        Ok(found.and_then(|file| file["content"].as_str()).map(|content| content.as_bytes().to_vec()))
    }
}
