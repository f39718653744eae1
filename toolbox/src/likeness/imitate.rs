//! Takes on what a process is, in the order in which the kernel allows it: see setns(2), capabilities(7), seccomp(2).

use std::fs;
use std::io;

use super::process::Process;
use crate::capability::Set;
use crate::status::all_capabilities;
use crate::sys;

/// What could not be done, and why.
pub type Failed = (&'static str, io::Error);

impl Process {
    /// The control group and the namespaces.
    pub fn enter(&self) -> Result<(), Failed> {
        fs::write(&self.group, std::process::id().to_string()).map_err(|error| ("its control group", error))?;
        // Nothing of the node's root goes along.
        sys::set_groups(&[]).map_err(|error| ("setgroups", error))?;
        self.namespaces.iter().try_for_each(|(name, file)| sys::enter(file).map_err(|error| (*name, error)))
    }

    /// All else. Nothing of it can be taken back.
    pub fn imitate(&self) -> Result<(), Failed> {
        let at = |step| move |error| (step, error);
        // Where a namespace forbids groups, the process has none either.
        let _ = sys::set_groups(&self.more_groups);
        sys::keep_capabilities().map_err(at("prctl"))?;
        sys::set_group_ids(self.groups).map_err(at("setresgid"))?;
        sys::set_user_ids(self.users).map_err(at("setresuid"))?;
        let all = all_capabilities();
        set(Set(0), all, all).map_err(at("capset"))?;
        for capability in all.numbers().filter(|number| !self.bounding.has(*number)) {
            sys::drop_bounding(capability).map_err(at("its bounding set"))?;
        }
        if !self.no_new_privs {
            self.filter()?;
        }
        set(self.inheritable, self.permitted, self.effective).map_err(at("capset"))?;
        for capability in self.ambient.numbers() {
            sys::raise_ambient(capability).map_err(at("its ambient set"))?;
        }
        if !self.apparmor.is_empty() {
            sys::change_profile(&self.proc, &self.apparmor).map_err(at("its AppArmor profile"))?;
        }
        if self.no_new_privs {
            sys::no_new_privs().map_err(at("no_new_privs"))?;
            self.filter()?;
        }
        Ok(())
    }

    /// Needs `no_new_privs` or the namespace's `SYS_ADMIN`.
    fn filter(&self) -> Result<(), Failed> {
        // The newest is the first of the list.
        self.filters.iter().rev().try_for_each(|filter| sys::install(filter).map_err(|error| ("its filter", error)))
    }
}

fn set(inheritable: Set, permitted: Set, effective: Set) -> io::Result<()> {
    let [(i, inheritable), (p, permitted), (e, effective)] = [inheritable, permitted, effective].map(Set::words);
    sys::capset(&[e, p, i, effective, permitted, inheritable])
}
