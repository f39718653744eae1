//! "What if": a thread and a file that need not exist.

use crate::policy::capabilities::{Execution, FileCapabilities, Set, ThreadSets};

/// Sets are names with commas between, `all` or `none`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "What if (with a process or file: what if it had instead)")]
pub(super) struct Hypothesis {
    /// Take this for the thread's permitted set
    #[arg(long, value_name = "SET")]
    permitted: Option<Set>,
    /// Take this for the thread's inheritable set
    #[arg(long, value_name = "SET")]
    inheritable: Option<Set>,
    /// Take this for the thread's effective set
    #[arg(long, value_name = "SET")]
    effective: Option<Set>,
    /// Take this for the thread's bounding set
    #[arg(long, value_name = "SET")]
    bounding: Option<Set>,
    /// Take this for the thread's ambient set
    #[arg(long, value_name = "SET")]
    ambient: Option<Set>,
    /// Take this for the thread's user
    #[arg(long)]
    uid: Option<u32>,
    /// Take this for the thread's effective user, where it differs from the real one
    #[arg(long, value_name = "UID")]
    effective_uid: Option<u32>,
    /// Set `no_new_privs`, as `allowPrivilegeEscalation: false` does
    #[arg(long)]
    no_new_privs: bool,
    /// Set the securebit NOROOT
    #[arg(long)]
    no_root: bool,
    /// Give the file this permitted set
    #[arg(long, value_name = "SET")]
    file_permitted: Option<Set>,
    /// Give the file this inheritable set
    #[arg(long, value_name = "SET")]
    file_inheritable: Option<Set>,
    /// Set the file's effective bit
    #[arg(long)]
    file_effective: bool,
    /// Make the file set-user-ID root
    #[arg(long)]
    setuid_root: bool,
    /// Mount the file's file system nosuid
    #[arg(long)]
    nosuid: bool,
}

impl Hypothesis {
    /// An unprivileged user's shell, and a plain file.
    pub fn alone(&self) -> Execution {
        let mut execution = Execution {
            sets: ThreadSets { bounding: Set::ALL, ..ThreadSets::default() },
            real_uid: 1000,
            effective_uid: 1000,
            no_new_privs: false,
            no_root: false,
            file: None,
            setuid: None,
            nosuid: false,
            namespace_root: 0,
        };
        self.apply(&mut execution);
        execution
    }

    pub fn apply(&self, execution: &mut Execution) {
        let sets = &mut execution.sets;
        for (set, wanted) in [
            (&mut sets.permitted, self.permitted),
            (&mut sets.inheritable, self.inheritable),
            (&mut sets.effective, self.effective),
            (&mut sets.bounding, self.bounding),
            (&mut sets.ambient, self.ambient),
        ] {
            *set = wanted.unwrap_or(*set);
        }
        if let Some(uid) = self.uid {
            (execution.real_uid, execution.effective_uid) = (uid, uid);
        }
        execution.effective_uid = self.effective_uid.unwrap_or(execution.effective_uid);
        execution.no_new_privs |= self.no_new_privs;
        execution.no_root |= self.no_root;
        execution.nosuid |= self.nosuid;
        if self.setuid_root {
            execution.setuid = Some(0);
        }
        if self.has_file_capabilities() {
            let file = execution.file.get_or_insert_with(FileCapabilities::default);
            file.permitted = self.file_permitted.unwrap_or(file.permitted);
            file.inheritable = self.file_inheritable.unwrap_or(file.inheritable);
            file.effective |= self.file_effective;
        }
    }

    fn has_file_capabilities(&self) -> bool {
        self.file_permitted.is_some() || self.file_inheritable.is_some() || self.file_effective
    }

    /// Whether anything is supposed at all.
    pub fn is_empty(&self) -> bool {
        let Self { permitted, inheritable, effective, bounding, ambient, uid, effective_uid, .. } = self;
        let sets = [permitted, inheritable, effective, bounding, ambient];
        let flags = [self.no_new_privs, self.no_root, self.setuid_root, self.nosuid, self.has_file_capabilities()];
        sets.iter().all(|set| set.is_none()) && uid.is_none() && effective_uid.is_none() && !flags.contains(&true)
    }
}
