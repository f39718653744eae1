//! Before anything is done to an existing machine: can it be reached, can it be prepared, and is it nobody else's?

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::error::{Diagnose, Error, Kind, Result};
use crate::event::Events;
use crate::node::{Node, NodeError, Script};
use crate::phase::Facts;
use crate::provider::ssh::{Address, Host};
use crate::spec::name::Name;
use crate::template;

const LIMIT: Duration = Duration::from_secs(30);
/// What `claim.sh` ends with where the machine is another's; `EX_NOPERM` of sysexits.h.
const ANOTHERS: i32 = 77;

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    #[error("the host key of {address} is not among your known hosts")]
    UnknownHost { address: Address, login: String },
    #[error("the host key of {address} is not the one among your known hosts")]
    OtherHostKey { address: Address, said: String },
    #[error("{address} does not let you in: {said}")]
    NoLogin { address: Address, login: String, said: String },
    #[error("{address} runs {system}; seclab prepares Linux with systemd")]
    NoSystemd { address: Address, system: String },
    #[error("{address} runs {distribution}; seclab installs packages by apt, on Debian and Ubuntu")]
    NoApt { address: Address, distribution: String },
    #[error("sudo wants a password on {address}, or does not allow all: {said}")]
    NoSudo { address: Address, said: String },
    #[error("{address} was prepared for another instance already: {owner}")]
    Anothers { address: Address, owner: String },
    #[error("{address} can't be marked as this instance's: {said}")]
    NotMarked { address: Address, said: String },
}

impl Diagnose for ClaimError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoSystemd { .. } | Self::NoApt { .. } | Self::Anothers { .. } => Kind::Invalid,
            Self::NotMarked { .. } => Kind::Failed,
            _ => Kind::Unreachable,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::UnknownHost { login, .. } => {
                vec![format!("log in once by hand and compare the fingerprint: {login}")]
            }
            Self::OtherHostKey { address, .. } => vec![
                "find out why first: it may be another machine that answers".to_owned(),
                format!("ssh-keygen -R '{}'", address.known_as()),
            ],
            Self::NoLogin { login, .. } => vec![
                format!("try it by hand: {login}"),
                "a key with a passphrase must be in your agent: ssh-add".to_owned(),
            ],
            Self::NoSystemd { .. } | Self::NoApt { .. } => {
                vec!["without --host, seclab makes a virtual machine of its own".to_owned()]
            }
            Self::NoSudo { .. } => vec![
                "on the machine: echo \"$USER ALL=(ALL) NOPASSWD:ALL\" | sudo tee /etc/sudoers.d/90-$USER".to_owned(),
            ],
            Self::Anothers { owner, .. } => {
                // The machine may not know, and what it says is pasted into a shell.
                let instance =
                    owner.split('/').next().filter(|name| *name != "unknown" && name.parse::<Name>().is_ok());
                let down = |name| format!("take it back where it was prepared: seclab down {name}");
                instance.map(down).into_iter().collect()
            }
            Self::NotMarked { .. } => Vec::new(),
        }
    }
}

/// Makes a connection, once: a machine that exists is there or is not.
pub(super) async fn reach(node: &Node, host: &Host) -> Result<()> {
    let Err(error) = node.ask(&Script::admin(":", LIMIT)).await else { return Ok(()) };
    match &error {
        NodeError::Unreachable { reason, .. } => Err(explain(host, reason).map_or_else(|| error.into(), Error::from)),
        _ => Err(error.into()),
    }
}

/// What ssh's own words mean.
fn explain(host: &Host, said: &str) -> Option<ClaimError> {
    let (address, login) = (host.address.clone(), host.login());
    // openssh puts a sentence of its own before ssh's.
    let said = said.strip_prefix("failed to connect to the remote host: ").unwrap_or(said).trim();
    let last = || said.lines().last().unwrap_or_default().to_owned();
    if said.contains("HOST IDENTIFICATION HAS CHANGED") {
        Some(ClaimError::OtherHostKey { address, said: last() })
    } else if said.contains("Host key verification failed") || said.contains("host key is known for") {
        Some(ClaimError::UnknownHost { address, login })
    } else if said.contains("Permission denied") || said.contains("Too many authentication failures") {
        Some(ClaimError::NoLogin { address, login, said: last() })
    } else {
        None
    }
}

/// Whether seclab can prepare such a machine.
pub fn judge(address: &Address, facts: &Facts) -> Result<(), ClaimError> {
    let address = address.clone();
    let first = |key| facts.first("existing", key);
    if first("systemd").is_none() {
        let system = match first("kernel") {
            Some("Linux") => format!("{} without systemd", facts.distribution()),
            other => other.unwrap_or("an unknown system").to_owned(),
        };
        return Err(ClaimError::NoSystemd { address, system });
    }
    if first("apt").is_none() {
        return Err(ClaimError::NoApt { address, distribution: facts.distribution() });
    }
    if first("sudo").is_none() {
        let said = first("sudo_said").unwrap_or("it said nothing").to_owned();
        return Err(ClaimError::NoSudo { address, said });
    }
    Ok(())
}

/// Looks once whether the machine can be prepared, and marks it as the node of this instance.
pub(super) async fn claim(node: &Node, host: &mut Host, folder: &Path, owner: &str, events: &Events) -> Result<()> {
    events.waiting(format!("{} to answer", host.address));
    reach(node, host).await?;
    if !host.touched {
        judge(&host.address, &look(node).await?)?;
        host.touched = true;
        host.store(folder)?;
    }
    let values = json!({ "id": host.id, "owner": owner, "number": std::process::id() });
    let answer = node.run(&Script::root(template::render("existing/claim.sh", &values)?, LIMIT), None).await?;
    let address = host.address.clone();
    match answer.code {
        0 => Ok(()),
        ANOTHERS => {
            host.touched = false;
            host.store(folder)?;
            Err(ClaimError::Anothers { address, owner: answer.stdout.trim().to_owned() }.into())
        }
        _ => Err(ClaimError::NotMarked { address, said: answer.stderr.trim().to_owned() }.into()),
    }
}

async fn look(node: &Node) -> Result<Facts> {
    let mut script = template::render("observe/prelude.sh", &())?;
    script += &template::render("observe/node.sh", &json!({ "paths": Vec::<String>::new() }))?;
    script += &template::render("existing/look.sh", &())?;
    script += &template::render("observe/coda.sh", &())?;
    Facts::parse(&node.ask(&Script::admin(script, LIMIT)).await?.stdout)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(said: &str) -> String {
        let host = Host::new("me@box:2222".parse().unwrap(), None);
        explain(&host, said).map(|error| format!("{error}|{}", error.hints().join("|"))).unwrap_or_default()
    }

    #[test]
    fn what_ssh_says_is_told_with_the_way_out() {
        assert_eq!(
            told("No ED25519 host key is known for [box]:2222 and you have requested strict checking.\n"),
            "the host key of me@box:2222 is not among your known hosts|\
             log in once by hand and compare the fingerprint: ssh -p 2222 me@box"
        );
        assert!(
            told("@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.")
                .ends_with("|ssh-keygen -R '[box]:2222'")
        );
        assert!(told("me@box: Permission denied (publickey).").contains("does not let you in"));
        assert_eq!(told("Connection refused"), "");
    }

    fn judged(lines: &str) -> String {
        let os = "node.os.ID=fedora\nnode.os.VERSION_ID=42\n";
        let facts = Facts::parse(&format!("{os}existing.kernel=Linux\n{lines}node.end=\n")).unwrap();
        judge(&"box".parse().unwrap(), &facts).map_or_else(|error| error.to_string(), |()| "fit".to_owned())
    }

    #[test]
    fn a_machine_that_can_not_be_prepared_is_refused_with_the_reason() {
        let (systemd, apt) = ("existing.systemd=yes\n", "existing.apt=yes\n");
        assert_eq!(judged(""), "box runs fedora 42 without systemd; seclab prepares Linux with systemd");
        let no_apt = "box runs fedora 42; seclab installs packages by apt, on Debian and Ubuntu";
        assert_eq!(judged(systemd), no_apt);
        assert_eq!(
            judged(&format!("{systemd}{apt}existing.sudo_said=sudo: a password is required\n")),
            "sudo wants a password on box, or does not allow all: sudo: a password is required"
        );
        assert_eq!(judged(&format!("{systemd}{apt}existing.sudo=yes\n")), "fit");
    }
}
