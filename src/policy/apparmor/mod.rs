//! AppArmor: what the kernel notes, the rules that would allow it, and what is wrong with a profile's text.
//! <https://gitlab.com/apparmor/apparmor/-/wikis/AppArmor_Core_Policy_Reference>

mod denial;
mod lint;

pub use denial::Denial;
pub use lint::{Finding, lint};
