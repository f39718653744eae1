//! The capabilities and what each is for.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// As in capability.h, without `CAP_`.
    pub name: String,
    /// What it lets a process do.
    pub does: String,
}

/// All, by their numbers in the kernel.
pub fn table() -> &'static [Capability] {
    static TABLE: LazyLock<Vec<Capability>> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the table is embedded, and a test reads it")]
        serde_saphyr::from_str(include_str!("table.yaml")).expect("the table of capabilities can be read")
    });
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn capabilities_stand_at_their_numbers() {
        // Numbers from include/uapi/linux/capability.h.
        for (number, name) in
            [(0, "CHOWN"), (10, "NET_BIND_SERVICE"), (21, "SYS_ADMIN"), (31, "SETFCAP"), (34, "SYSLOG")]
        {
            assert_eq!(table()[number].name, name);
        }
        assert_eq!((table().len(), table()[40].name.as_str()), (41, "CHECKPOINT_RESTORE"));
    }
}
