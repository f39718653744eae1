//! The Multipass provider against the stand-in, without machines: what it asks, what it refuses, what it says.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../support/mod.rs"]
mod support;

mod launching;
mod power;
mod reach;
mod refusals;
mod saves;

use seclab::provider::{Endpoint, Provider};
use support::multipass::{Bench, told};

const MACHINE: &str = "seclab-demo-node";
const INFO: &str = "info seclab-demo-node --format json";
const LAUNCH: &str = "launch 24.04 --name seclab-demo-node --cpus 2 --memory 2G --disk 10G --cloud-init - --timeout 5";
const MARKER: &str = "exec seclab-demo-node -- cat /etc/seclab/instance";
const DRIVER: &str = "get local.driver";
const START: &str = "start seclab-demo-node --timeout 5";

fn ssh(bench: &Bench, address: &str) -> Endpoint {
    Endpoint::Ssh { address: address.to_owned(), port: bench.multipass.ssh_port, user: "ubuntu".to_owned() }
}

fn exec(bench: &Bench) -> Endpoint {
    let (program, machine) = (bench.folder().join("multipass"), MACHINE.to_owned());
    Endpoint::Exec { program, machine, user: "ubuntu".to_owned() }
}

async fn up(bench: &Bench) -> Result<Endpoint, String> {
    bench.multipass.ensure(&bench.node(), &bench.events()).await.map_err(|error| told(&error))
}
