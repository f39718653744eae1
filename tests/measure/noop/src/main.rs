//! `noop LAB ADDRESS PORT USER`: what a no-op `up` asks of a node, and nothing else: reach it, look, plan.
//! For machines on which nothing may change, since `up` would go on. `noop LAB` only makes the keys and says where.

#![expect(clippy::print_stdout, reason = "a program of its own, read by measure.py")]

use std::time::Duration;

use seclab::error::Result;
use seclab::event::Events;
use seclab::instance::Instance;
use seclab::paths::Paths;
use seclab::phase::Target;
use seclab::provider::Endpoint;
use seclab::spec::name::Name;
use seclab::{catalog, reconcile};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (lab, endpoint) = match words.as_slice() {
        [lab] => (lab, None),
        [lab, address, port, user] => {
            let (address, user) = ((*address).to_owned(), (*user).to_owned());
            (lab, Some(Endpoint::Ssh { address, port: port.parse().unwrap_or_default(), user }))
        }
        _ => {
            println!("usage: noop LAB [ADDRESS PORT USER]");
            return Ok(());
        }
    };
    let loaded = catalog::load(lab)?;
    let name: Name = loaded.lab.metadata.name.clone();
    let instance = Instance::new(name, &Paths::from_environment()?);
    let public_key = instance.public_key()?;
    let node = &loaded.lab.nodes[0].name;
    let Some(endpoint) = endpoint else {
        let nowhere = Endpoint::Ssh { address: String::new(), port: 0, user: String::new() };
        instance.session(node, &nowhere)?;
        println!("{}", instance.folder.display());
        return Ok(());
    };
    let mut files = std::collections::BTreeMap::new();
    for profile in loaded.lab.profiles.iter().flat_map(|profiles| &profiles.apparmor) {
        let text = String::from_utf8_lossy(&loaded.files.read(&profile.file)?).into_owned();
        files.insert(profile.file.clone(), text);
    }
    let target = Target { lab: loaded.lab.clone(), public_key, files, kubernetes: None };
    let session = instance.session(node, &endpoint)?;
    session.wait_until_it_answers(Duration::from_secs(10), &Events::silent()).await?;
    let facts = reconcile::look(&session, &target).await?;
    match reconcile::plan(&target, &facts) {
        Ok(plan) => println!("planned: {} steps", plan.steps.len()),
        Err(error) => println!("refused: {}", error.chain().join(": ")),
    }
    Ok(())
}
