//! Where each value of a YAML text stands, so that validation can point at it.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::problem::Position;

/// A YAML text as places only; the values are `Lab`'s.
pub(super) enum Tree {
    Leaf,
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl Tree {
    /// Where the value at a path of keys and indices stands; where the path ends early, the last place it passed.
    pub(super) fn find(&self, path: &[String]) -> Option<Position> {
        let (step, rest) = path.split_first()?;
        let (location, inner) = match self {
            Self::Leaf => return None,
            Self::List(items) => {
                let item = items.get(step.parse::<usize>().ok()?)?;
                (item.referenced, &item.value)
            }
            Self::Map(entries) => {
                let (key, value) = entries.iter().find(|(key, _)| key.value == *step)?;
                // A value that spans lines is found by its key.
                let of_value = matches!(value.value, Self::Leaf) && value.referenced.line() != 0;
                (if of_value { value.referenced } else { key.referenced }, &value.value)
            }
        };
        inner.find(rest).or_else(|| position(location))
    }
}

/// `None` for a location that the parser does not know.
pub(super) fn position(location: Location) -> Option<Position> {
    let number = |n: u64| usize::try_from(n).ok().filter(|n| *n > 0);
    let length = number(location.span().len()).unwrap_or(1);
    Some(Position { line: number(location.line())?, column: number(location.column())?, length })
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }
}
