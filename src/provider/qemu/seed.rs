//! The NoCloud seed: a folder that QEMU shows to the guest as a read-only FAT disk labelled `cidata`.
//! <https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html>

use std::path::Path;

use crate::error::Result;
use crate::provider::NodeRequest;
use crate::template;

#[derive(serde::Serialize)]
struct MetaData<'a> {
    instance: &'a str,
    node: &'a str,
}

pub fn write(request: &NodeRequest, user_data: &str, folder: &Path) -> Result<()> {
    crate::paths::private_dir(folder)?;
    let meta_data = MetaData { instance: request.instance.as_str(), node: request.spec.name.as_str() };
    fs_err::write(folder.join("user-data"), user_data)?;
    fs_err::write(folder.join("meta-data"), template::render("cloud-init/meta-data.yaml", &meta_data)?)?;
    Ok(())
}
