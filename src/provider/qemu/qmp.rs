//! A client of QEMU's control socket: <https://www.qemu.org/docs/master/interop/qmp-spec.html>.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

use super::machine::QemuError;

const ANSWER_LIMIT: Duration = Duration::from_secs(30);
/// Writing a machine's memory takes as long as the disk needs.
const JOB_LIMIT: Duration = Duration::from_mins(5);
/// The name of the one job that a machine has at a time.
const JOB: &str = "seclab";

pub struct Qmp {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    /// Commands sent so far.
    sent: u32,
    /// As QEMU names itself: `7.2.22`.
    pub version: String,
}

impl Qmp {
    /// `None` where no QEMU listens.
    pub async fn connect(socket: &Path) -> Result<Option<Self>, QemuError> {
        let Ok(stream) = UnixStream::connect(socket).await else { return Ok(None) };
        let (reader, writer) = stream.into_split();
        let mut client = Self { reader: BufReader::new(reader), writer, sent: 0, version: String::new() };
        let greeting = loop {
            let line = client.read("greeting").await?;
            if line.get("QMP").is_some() {
                break line;
            }
        };
        let number = |part: &str| greeting["QMP"]["version"]["qemu"][part].as_u64().unwrap_or_default();
        client.version = format!("{}.{}.{}", number("major"), number("minor"), number("micro"));
        client.execute("qmp_capabilities", json!({})).await?;
        Ok(Some(client))
    }

    async fn read(&mut self, command: &str) -> Result<Value, QemuError> {
        let failed = |reason: String| QemuError::NoAnswer { command: command.to_owned(), reason };
        let mut line = String::new();
        let read = tokio::time::timeout(ANSWER_LIMIT, self.reader.read_line(&mut line)).await;
        match read {
            Err(_) => Err(failed(format!("nothing within {} s", ANSWER_LIMIT.as_secs()))),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Ok(Ok(0)) => Err(failed("QEMU ended".to_owned())),
            Ok(Ok(_)) => serde_json::from_str(&line).map_err(|e| failed(e.to_string())),
        }
    }

    pub async fn execute(&mut self, command: &str, arguments: Value) -> Result<Value, QemuError> {
        self.sent += 1;
        let id = json!(format!("{}-{}", std::process::id(), self.sent));
        let request = format!("{}\n", json!({ "execute": command, "arguments": arguments, "id": id }));
        let sent = self.writer.write_all(request.as_bytes()).await;
        sent.map_err(|e| QemuError::NoAnswer { command: command.to_owned(), reason: e.to_string() })?;
        loop {
            let mut answer = self.read(command).await?;
            // QEMU also hands on what it answers to a client that is gone, and events; nobody waits for one.
            if answer["id"] != id {
                continue;
            }
            if let Some(value) = answer.get_mut("return") {
                return Ok(value.take());
            }
            if let Some(error) = answer.get("error") {
                let reason = error["desc"].as_str().unwrap_or("no reason given").to_owned();
                return Err(QemuError::Refused { command: command.to_owned(), reason });
            }
        }
    }

    /// Runs a background job (`snapshot-save` and its kin) to its end.
    pub async fn job(&mut self, command: &str, mut arguments: Value) -> Result<(), QemuError> {
        arguments["job-id"] = json!(JOB);
        self.execute(command, arguments).await?;
        match self.job_ended().await? {
            None => Ok(()),
            Some(reason) => Err(QemuError::Refused { command: command.to_owned(), reason }),
        }
    }

    /// Waits until no job is left, and says why the last one failed. One whose seclab was interrupted goes on, and QEMU
    /// keeps its name until somebody has read how it ended.
    pub async fn job_ended(&mut self) -> Result<Option<String>, QemuError> {
        let work = async {
            loop {
                let jobs = self.execute("query-jobs", json!({})).await?;
                let job = jobs.as_array().and_then(|all| all.iter().find(|job| job["id"] == JOB));
                let Some(job) = job else { return Ok(None) };
                if job["status"] == "concluded" {
                    self.execute("job-dismiss", json!({ "id": JOB })).await?;
                    return Ok(job["error"].as_str().map(str::to_owned));
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let slow = |_| QemuError::NoAnswer {
            command: "query-jobs".to_owned(),
            reason: format!("a job is not done within {} s", JOB_LIMIT.as_secs()),
        };
        tokio::time::timeout(JOB_LIMIT, work).await.map_err(slow)?
    }
}
