//! Packages of the distribution: only what is missing.

use std::time::Duration;

use serde::Serialize;

use super::{Assertion, Change, Facts, Phase, Planned, Target};
use crate::error::Result;
use crate::spec::Lab;
use crate::spec::lab::PackageName;
use crate::template;

const ID: &str = "packages";
/// A mirror far away, on a guest in software emulation.
const LIMIT: Duration = Duration::from_mins(30);

pub struct Packages;

#[derive(Serialize)]
struct Named<'a> {
    packages: Vec<&'a PackageName>,
}

impl Phase for Packages {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Install packages"
    }

    fn wanted(&self, lab: &Lab) -> bool {
        !lab.packages.is_empty()
    }

    fn observe(&self, target: &Target) -> Result<String> {
        template::render("packages/observe.sh", &Named { packages: target.lab.packages.iter().collect() })
    }

    fn plan(&self, target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        let installed = |package: &&PackageName| facts.has(ID, "status", &format!("{} installed", package.0));
        let missing: Vec<_> = target.lab.packages.iter().filter(|package| !installed(package)).collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<_> = missing.iter().map(|package| package.0.as_str()).collect();
        let change = Change::new(ID, "install", format!("install {}", names.join(", ")), "not installed");
        let script = template::render("packages/install.sh", &Named { packages: missing })?;
        Ok(vec![Planned::Change(change.script(script).within(LIMIT))])
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        // What packages are for is asserted by the phases that use them.
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_installed() {
        let mut target = Target::of("minimal");
        target.lab.packages = ["uidmap", "fuse3", "kmod"].map(|name| PackageName(name.to_owned())).to_vec();
        let answer = "packages.status=uidmap installed\npackages.status=kmod config-files\nnode.end=\n";
        let plan = Packages.plan(&target, &Facts::parse(answer).unwrap()).unwrap();
        let [Planned::Change(change)] = plan.as_slice() else { panic!("{plan:?}") };
        assert_eq!(change.summary, "install fuse3, kmod");
    }
}
