//! seclab's own folders: whether they are, or could be made, this user's and writable.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::Access;

use super::Finding;
use crate::host::resources::existing_part;
use crate::paths::Paths;

/// `sun_path` has 108 bytes with its end (unix(7)); below the runtime folder ssh takes 55 of them for
/// `/XXXXXXXX/.ssh-connectionXXXXXX/master.XXXXXXXXXXXXXXXX`, the name that it binds first.
const LONGEST_RUNTIME: usize = 107 - 55;

/// What is known of a folder, or of what is there of the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    there: bool,
    own: bool,
    writable: bool,
}

fn look(folder: &Path) -> Look {
    let there = folder.is_dir();
    let Some(existing) = existing_part(folder) else { return Look { there, own: false, writable: false } };
    let owner = std::fs::metadata(existing).map(|found| found.uid()).ok();
    let own = !there || owner == Some(rustix::process::getuid().as_raw());
    Look { there, own, writable: rustix::fs::access(existing, Access::WRITE_OK | Access::EXEC_OK).is_ok() }
}

pub(super) fn findings(paths: &Paths) -> Vec<Finding> {
    let folders = [
        ("data folder", &paths.data, "SECLAB_DATA_DIR"),
        ("cache folder", &paths.cache, "SECLAB_CACHE_DIR"),
        ("runtime folder", &paths.runtime, "SECLAB_RUNTIME_DIR"),
    ];
    folders
        .into_iter()
        .map(|(check, folder, variable)| judge(check, folder, variable, look(folder)))
        .map(|finding| if finding.check == "runtime folder" { not_too_long(finding, &paths.runtime) } else { finding })
        .collect()
}

fn judge(check: &str, folder: &Path, variable: &str, look: Look) -> Finding {
    let shown = folder.display();
    let problem = match look {
        Look { own: false, .. } => format!("{shown} belongs to another user"),
        Look { writable: false, there: true, .. } => format!("{shown} is not writable"),
        Look { writable: false, .. } => format!("{shown} can't be made"),
        Look { there: true, .. } => return Finding::ok(check, shown.to_string()),
        Look { .. } => return Finding::ok(check, format!("{shown}, made when it is needed")),
    };
    Finding::problem(check, problem).hinted(format!("export {variable}=/a/folder/of/yours"))
}

fn not_too_long(finding: Finding, runtime: &Path) -> Finding {
    let length = runtime.as_os_str().len();
    if length <= LONGEST_RUNTIME {
        return finding;
    }
    let found = format!("{} has {length} characters; sockets in it allow {LONGEST_RUNTIME}", runtime.display());
    Finding::problem(finding.check, found).hinted("export SECLAB_RUNTIME_DIR=/tmp/seclab-\"$USER\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_folder_is_judged_by_owner_and_rights() {
        let table = [
            (Look { there: true, own: true, writable: true }, Level::Ok, "/x"),
            (Look { there: false, own: true, writable: true }, Level::Ok, "/x, made when it is needed"),
            (Look { there: true, own: false, writable: true }, Level::Problem, "/x belongs to another user"),
            (Look { there: true, own: true, writable: false }, Level::Problem, "/x is not writable"),
            (Look { there: false, own: true, writable: false }, Level::Problem, "/x can't be made"),
        ];
        for (look, level, found) in table {
            let finding = judge("data folder", Path::new("/x"), "SECLAB_DATA_DIR", look);
            assert_eq!((finding.level, finding.found.as_str()), (level, found));
        }
    }

    #[test]
    fn a_runtime_folder_too_deep_for_sockets_is_found_out_before_ssh_does() {
        let deep = Path::new("/home/somebody/with/a/very/long/path/to/the/runtime/folder");
        let finding = not_too_long(Finding::ok("runtime folder", ""), deep);
        assert_eq!(finding.level, Level::Problem);
        assert_eq!(
            not_too_long(Finding::ok("runtime folder", ""), Path::new("/run/user/1000/seclab")).level,
            Level::Ok
        );
    }
}
