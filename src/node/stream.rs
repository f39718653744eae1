//! Feeds a running script and takes all it says, with a log beside and a cap on what is kept.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::log::OperationLog;

/// What is kept of one stream, in bytes. More is drained and dropped, so that a noisy node can't fill our memory.
const KEPT: usize = 4 << 20;

/// Writes `input` and reads both streams to their ends, side by side.
pub(super) async fn converse(
    stdin: impl AsyncWrite + Unpin,
    stdout: impl AsyncRead + Unpin,
    stderr: impl AsyncRead + Unpin,
    mut input: impl AsyncRead + Unpin,
    log: Option<&OperationLog>,
) -> io::Result<(String, String)> {
    let feed = async move {
        let mut stdin = stdin;
        // A script may end before it has read all; its exit code tells.
        let _ = tokio::io::copy(&mut input, &mut stdin).await;
        let _ = stdin.shutdown().await;
    };
    let ((), out, err) = tokio::join!(feed, collect(stdout, None), collect(stderr, log));
    Ok((out?, err?))
}

async fn collect(mut stream: impl AsyncRead + Unpin, log: Option<&OperationLog>) -> io::Result<String> {
    let mut kept = Vec::new();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(String::from_utf8_lossy(&kept).into_owned());
        }
        if let Some(log) = log {
            log.write(&buffer[..count]);
        }
        let room = KEPT.saturating_sub(kept.len()).min(count);
        kept.extend_from_slice(&buffer[..room]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_exceeds_the_cap_is_drained_and_dropped() {
        let noise = vec![b'x'; KEPT + 100_000];
        let (out, err) = converse(tokio::io::sink(), noise.as_slice(), &b"e"[..], &b""[..], None).await.unwrap();
        assert_eq!((out.len(), err.as_str()), (KEPT, "e"));
    }
}
