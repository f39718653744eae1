//! Actions on files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::sys;

/// A folder is listed, of a file one byte is read.
pub fn read(path: &str) -> io::Result<()> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return fs::read_dir(path).map(drop);
    }
    file.read(&mut [0]).map(drop)
}

/// A file that is there is opened to append to, and stays as it was.
pub fn write(path: &str) -> io::Result<()> {
    let there = Path::new(path).symlink_metadata().is_ok();
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    if there {
        return Ok(());
    }
    let written = file.write_all(b"toolbox\n");
    fs::remove_file(path)?;
    written
}

/// Gives a file to a user, and then back.
pub fn chown(path: &str, uid: u32) -> io::Result<()> {
    let before = fs::metadata(path)?.uid();
    std::os::unix::fs::chown(path, Some(uid), None)?;
    std::os::unix::fs::chown(path, Some(before), None)
}

pub fn make_device(path: &str) -> io::Result<()> {
    sys::make_null_device(path)?;
    fs::remove_file(path)
}
