//! The container images that seclab brings along, so that labs need no registry: packed here from the toolbox program
//! and the node's own busybox, then loaded into the node's runtime by a phase. Nothing here reads or writes a file.

mod archive;
mod layer;
mod program;
mod toolbox;

pub use program::program;
pub use toolbox::{Packed, PackedImage, REPOSITORY, Tag, pack, recipe_digest, references};
