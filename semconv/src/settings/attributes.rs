//! The attributes that the user adds to every span.

use opentelemetry::{Key, KeyValue};

/// Attributes with one value for each key. They replace ours of the same key.
#[derive(Clone, Debug, Default)]
pub(crate) struct UsersAttributes {
    all: Vec<KeyValue>,
    /// `true` if a key may be one that a call has, and not the database.
    may_be_of_a_call: bool,
}

impl UsersAttributes {
    /// Adds an attribute. The last one of a key counts.
    pub(super) fn add(&mut self, attribute: KeyValue) {
        let key = attribute.key.as_str();
        self.may_be_of_a_call |= ["db.", "dbtrace.", "error."].iter().any(|start| key.starts_with(start));
        self.all.retain(|other| other.key != attribute.key);
        self.all.push(attribute);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &KeyValue> {
        self.all.iter()
    }

    /// Returns `true` if the user gives this attribute.
    pub(crate) fn replace(&self, key: &Key) -> bool {
        self.all.iter().any(|attribute| attribute.key == *key)
    }

    /// Returns `true` if the user may give an attribute of the conventions or of this project that a call has.
    #[inline]
    pub(crate) fn may_be_of_a_call(&self) -> bool {
        self.may_be_of_a_call
    }
}
