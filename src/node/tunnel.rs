//! A port that only the node itself reaches, brought to this host over the way that leads to the node anyway.

use std::io;
use std::net::SocketAddr;
use std::process::Stdio;

use serde_json::json;
use tokio::io::{copy_bidirectional, join};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::task::{JoinHandle, JoinSet};

use super::login::Login;
use super::session::Node;
use crate::error::Result;
use crate::template;

/// Listens on this host's loopback as long as it is kept.
#[derive(Debug)]
pub struct Tunnel {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Tunnel {
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Node {
    /// To a TCP port of the node's loopback. Each connection is a program of its own there, as the admin.
    pub async fn tunnel(&self, port: u16) -> Result<Tunnel> {
        let relay = template::render("node/relay.sh", &json!({ "port": port }))?;
        let way = self.login(None, &["bash".to_owned(), "-c".to_owned(), relay], false);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        Ok(Tunnel { address, serving: tokio::spawn(serve(listener, way)) })
    }
}

async fn serve(listener: TcpListener, way: Login) {
    // They end with the tunnel.
    let mut relays = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { return };
                let way = way.clone();
                // A connection that can't be handed on is closed, and whoever opened it says so.
                relays.spawn(async move { relay(stream, &way).await.unwrap_or_default() });
            }
            Some(_) = relays.join_next() => {}
        }
    }
}

async fn relay(mut stream: TcpStream, way: &Login) -> io::Result<()> {
    let mut program = Command::new(&way.program)
        .args(&way.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let (Some(to), Some(from)) = (program.stdin.take(), program.stdout.take()) else { return Ok(()) };
    copy_bidirectional(&mut stream, &mut join(from, to)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// The node is this host: what its relay says is run here.
    #[tokio::test]
    async fn a_port_is_brought_here_and_goes_with_its_tunnel() {
        let there = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = there.local_addr().unwrap().port();
        let script = template::render("node/relay.sh", &json!({ "port": port })).unwrap();
        let way = Login { program: "bash".into(), arguments: vec!["-c".into(), script.into()] };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tunnel = Tunnel { address, serving: tokio::spawn(serve(listener, way)) };

        let sent: Vec<u8> = (0..=255).cycle().take(300_000).collect();
        let mut here = TcpStream::connect(tunnel.address()).await.unwrap();
        let (mut other, _) = there.accept().await.unwrap();
        let question = sent.clone();
        let asking = tokio::spawn(async move {
            here.write_all(&question).await.unwrap();
            let mut answer = Vec::new();
            here.read_to_end(&mut answer).await.unwrap();
            answer
        });
        let mut arrived = vec![0; sent.len()];
        other.read_exact(&mut arrived).await.unwrap();
        assert!(arrived == sent);
        other.write_all(b"served").await.unwrap();
        // Its end reaches the other side.
        drop(other);
        assert_eq!(asking.await.unwrap(), b"served");

        drop(tunnel);
        tokio::task::yield_now().await;
        assert!(TcpStream::connect(address).await.is_err());
    }
}
