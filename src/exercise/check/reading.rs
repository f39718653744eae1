//! How a check is read and written: its kind is the first key, and `name`, `of` and `why` follow.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, MapAccess, VariantAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::{Asked, Check, Kind, Of};
use crate::spec::name::Name;
use crate::spec::workload::Observation;

const KEYS: &[&str] = &["name", "of", "why"];

impl<'de> Deserialize<'de> for Check {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CheckVisitor)
    }
}

struct CheckVisitor;

impl<'de> Visitor<'de> for CheckVisitor {
    type Value = Check;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a check: its kind, then `name`, `of` and `why`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Check, A::Error> {
        let first: String = map.next_key()?.ok_or_else(|| de::Error::missing_field("name"))?;
        let kind = map.next_value_seed(KindSeed(&first))?;
        let (mut name, mut of, mut why) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "name" => name = Some(map.next_value::<Name>()?),
                "of" => of = Some(map.next_value::<Of>()?),
                "why" => why = Some(map.next_value::<String>()?),
                other => return Err(de::Error::unknown_field(other, KEYS)),
            }
        }
        let missing = |key| move || de::Error::missing_field(key);
        Ok(Check { kind, of, name: name.ok_or_else(missing("name"))?, why: why.ok_or_else(missing("why"))? })
    }
}

/// A kind whose key was read already.
struct KindSeed<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for KindSeed<'_> {
    type Value = Kind;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Kind, D::Error> {
        let keyed = Keyed { key: self.0, value };
        // `notAdmitted` of a workload means its own manifest; of an exercise, a file that is named.
        if ASKED.contains(&self.0) {
            Asked::deserialize(keyed).map(Kind::Asked)
        } else if KINDS.contains(&self.0) {
            Observation::deserialize(keyed).map(Kind::Observed)
        } else {
            Err(de::Error::unknown_variant(self.0, &KINDS))
        }
    }
}

static ASKED: LazyLock<Vec<&'static str>> = LazyLock::new(keys::<Asked>);
static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| [keys::<Asked>(), keys::<Observation>()].concat());

/// The variants of an enum, from its schema; they are made once and stay.
fn keys<T: JsonSchema>() -> Vec<&'static str> {
    let variants = variants::<T>(&mut SchemaGenerator::default());
    let keys = variants.iter().filter_map(|variant| variant["required"][0].as_str());
    keys.map(|key| &*key.to_owned().leak()).collect()
}

fn variants<T: JsonSchema>(generator: &mut SchemaGenerator) -> Vec<Value> {
    let schema = T::json_schema(generator);
    schema.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// A key and its value, as an enum.
struct Keyed<'a, D> {
    key: &'a str,
    value: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Keyed<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Keyed<'_, D> {
    type Error = D::Error;
    type Variant = Newtype<D>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Newtype<D>), D::Error> {
        let variant = seed.deserialize(StrDeserializer::new(self.key))?;
        Ok((variant, Newtype(self.value)))
    }
}

struct Newtype<D>(D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Newtype<D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        Err(de::Error::custom("this kind has a value"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, D::Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(visitor)
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let kind = serde_json::to_value(&self.kind).map_err(serde::ser::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in kind.as_object().into_iter().flatten() {
            map.serialize_entry(key, value)?;
        }
        map.serialize_entry("name", &self.name)?;
        if let Some(of) = &self.of {
            map.serialize_entry("of", of)?;
        }
        map.serialize_entry("why", &self.why)?;
        map.end()
    }
}

impl JsonSchema for Check {
    fn schema_name() -> Cow<'static, str> {
        "Check".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let more = [
            ("name", generator.subschema_for::<Name>()),
            ("of", generator.subschema_for::<Of>()),
            ("why", generator.subschema_for::<String>()),
        ];
        let mut kinds = variants::<Asked>(generator);
        kinds.extend(variants::<Observation>(generator).into_iter().filter(|one| one["required"][0] != "notAdmitted"));
        for kind in &mut kinds {
            for (key, schema) in &more {
                kind["properties"][*key] = schema.clone().to_value();
            }
            if let Some(required) = kind["required"].as_array_mut() {
                required.extend([json!("name"), json!("why")]);
            }
        }
        schemars::json_schema!({ "description": "One graded question. Its kind comes first and is the key.", "oneOf": kinds })
    }
}
