//! The JSON Schema of `lab.yaml`, for editors.

use super::lab::Lab;

/// Draft 2020-12.
pub fn lab() -> schemars::Schema {
    schemars::schema_for!(Lab)
}
