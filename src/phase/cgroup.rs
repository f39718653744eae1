//! The node must have pure cgroup v2: rootless Kubernetes works on nothing else.
//! <https://rootlesscontaine.rs/getting-started/common/cgroup2/>

use super::{Assertion, Expected, Facts, Phase, Planned, Target};
use crate::error::{Diagnose, Result};
use crate::spec::Lab;
use crate::template;

const ID: &str = "cgroup";

pub struct Cgroup;

#[derive(Debug, thiserror::Error)]
#[error("{distribution} runs with {found} instead of pure cgroup v2")]
pub struct NotPure {
    distribution: String,
    found: &'static str,
}

impl Diagnose for NotPure {
    fn hints(&self) -> Vec<String> {
        vec![
            "on the node, switch it over and reboot: sudo sed -i \
             's/^GRUB_CMDLINE_LINUX=\"/&systemd.unified_cgroup_hierarchy=1 /' /etc/default/grub && sudo update-grub \
             && sudo reboot"
                .to_owned(),
            "or use an image that has it by default: ubuntu-22.04, ubuntu-24.04, debian-12".to_owned(),
        ]
    }
}

impl Phase for Cgroup {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        "Check for pure cgroup v2"
    }

    fn wanted(&self, _lab: &Lab) -> bool {
        true
    }

    fn observe(&self, _target: &Target) -> Result<String> {
        template::render("cgroup/observe.sh", &())
    }

    fn plan(&self, _target: &Target, facts: &Facts) -> Result<Vec<Planned>> {
        if facts.has(ID, "mount", "/sys/fs/cgroup cgroup2") {
            return Ok(Vec::new());
        }
        let hybrid = facts.has(ID, "mount", "/sys/fs/cgroup/unified cgroup2");
        let found = if hybrid { "a hybrid of cgroup v1 and v2" } else { "cgroup v1" };
        Err(NotPure { distribution: facts.distribution(), found }.into())
    }

    fn assertions(&self, _target: &Target) -> Result<Vec<Assertion>> {
        let body = template::render("cgroup/assert-pure.sh", &())?;
        Ok(vec![Assertion::new(ID, "pure", "cgroups are pure v2", body, Expected::Text("cgroup2fs".into()))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(mounts: &str) -> Result<Vec<Planned>> {
        let answer = format!("node.os.ID=ubuntu\nnode.os.VERSION_ID=20.04\n{mounts}node.end=\n");
        Cgroup.plan(&Target::of("minimal"), &Facts::parse(&answer).unwrap())
    }

    #[test]
    fn pure_v2_needs_nothing() {
        assert_eq!(plan("cgroup.mount=/sys/fs/cgroup cgroup2\n").unwrap(), []);
    }

    #[test]
    fn v1_and_hybrid_are_refused_with_the_way_out() {
        let hybrid = "cgroup.mount=/sys/fs/cgroup tmpfs\ncgroup.mount=/sys/fs/cgroup/unified cgroup2\n";
        for (mounts, found) in
            [("cgroup.mount=/sys/fs/cgroup tmpfs\n", "cgroup v1"), (hybrid, "a hybrid of cgroup v1 and v2")]
        {
            let error = plan(mounts).unwrap_err();
            assert_eq!(error.chain(), [format!("ubuntu 20.04 runs with {found} instead of pure cgroup v2")]);
            assert!(error.hints[0].contains("update-grub"));
        }
    }
}
