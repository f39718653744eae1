//! The command line: one file per command, with its arguments and what it shows.
//! Decides nothing about labs or nodes; clap is known here and nowhere else.

mod apparmor;
mod caps;
mod completions;
mod context;
mod cp;
mod doctor;
mod down;
mod exec;
mod exercise;
mod facts;
mod global;
mod image;
pub mod interrupt;
mod kubeconfig;
mod kubectl;
mod lab;
mod lock;
mod login;
mod logs;
mod ls;
mod man;
mod node_work;
mod outcome;
mod pause;
mod plan;
mod port_forward;
mod restore;
mod save;
mod seccomp;
mod ssh;
mod start;
mod status;
mod stop;
mod target;
mod up;
mod verify;
mod watch;

use clap::{Parser, Subcommand};

pub use context::Context;
pub use outcome::Outcome;

use crate::error::Result;
use crate::ui::Ui;
use interrupt::wait;
use login::or_255;

/// Real container-security labs on your own machine
///
/// seclab makes a virtual machine, prepares it exactly as its lab says, and proves it on the running kernel.
#[derive(Debug, Parser)]
#[command(name = "seclab", version, propagate_version = true, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    global: global::GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Up(up::Args),
    Plan(plan::Args),
    Facts(facts::Args),
    Status(status::Args),
    Ls(ls::Args),
    Verify(verify::Args),
    Ssh(ssh::Args),
    Exec(exec::Args),
    Cp(cp::Args),
    Kubectl(kubectl::Args),
    Kubeconfig(kubeconfig::Args),
    PortForward(port_forward::Args),
    Logs(logs::Args),
    Stop(stop::Args),
    Pause(pause::Args),
    Start(start::Args),
    Save(save::Args),
    Restore(restore::Args),
    Down(down::Args),
    Lab(lab::Args),
    Lock(lock::Args),
    Image(image::Args),
    Exercise(exercise::Args),
    Watch(watch::Args),
    Seccomp(seccomp::Args),
    Apparmor(apparmor::Args),
    Caps(caps::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Cli {
    /// The printer that the global flags describe.
    pub fn ui(&self) -> Ui {
        Ui::terminal(self.global.settings())
    }

    pub fn run(self, ui: &Ui) -> Result<Outcome> {
        let context = || Context::from_environment(ui.clone());
        match self.command {
            Command::Up(args) => wait(ui, up::run(&context()?, args)),
            Command::Plan(args) => wait(ui, plan::run(&context()?, args)),
            Command::Facts(args) => wait(ui, facts::run(&context()?, args)),
            Command::Status(args) => wait(ui, status::run(&context()?, args)),
            Command::Ls(args) => ls::run(&context()?, &args),
            Command::Verify(args) => wait(ui, verify::run(&context()?, args)),
            Command::Ssh(args) => or_255(ui, wait(ui, ssh::run(&context()?, args))),
            Command::Exec(args) => or_255(ui, wait(ui, exec::run(&context()?, args))),
            Command::Cp(args) => wait(ui, cp::run(&context()?, args)),
            Command::Kubectl(args) => or_255(ui, wait(ui, kubectl::run(&context()?, args))),
            Command::Kubeconfig(args) => wait(ui, kubeconfig::run(&context()?, args)),
            Command::PortForward(args) => wait(ui, port_forward::run(&context()?, args)),
            Command::Logs(args) => logs::run(&context()?, &args),
            Command::Stop(args) => wait(ui, stop::run(&context()?, args)),
            Command::Pause(args) => wait(ui, pause::run(&context()?, args)),
            Command::Start(args) => wait(ui, start::run(&context()?, args)),
            Command::Save(args) => wait(ui, save::run(&context()?, args)),
            Command::Restore(args) => wait(ui, restore::run(&context()?, args)),
            Command::Down(args) => wait(ui, down::run(&context()?, args)),
            Command::Lab(args) => lab::run(ui, &args),
            Command::Lock(args) => wait(ui, lock::run(&context()?, args)),
            Command::Image(args) => wait(ui, image::run(&context()?, args)),
            Command::Exercise(args) => wait(ui, exercise::run(&context()?, args)),
            Command::Watch(args) => wait(ui, watch::run(&context()?, args)),
            Command::Seccomp(args) => wait(ui, seccomp::run(&context()?, &args)),
            Command::Apparmor(args) => wait(ui, apparmor::run(&context()?, &args)),
            Command::Caps(args) => wait(ui, caps::run(&context()?, args)),
            Command::Doctor(args) => wait(ui, doctor::run(&context()?, args)),
            Command::Completions(args) => completions::run(ui, &args),
            Command::Man(args) => man::run(ui, &args),
        }
    }
}

const AFTER_HELP: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage or lab, 3 checks or assertions not passed,
4 node, provider or tool unreachable, 130 interrupted.";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
