//! What the user adds to every span.

use opentelemetry::{KeyValue, Value};

use crate::label::Label;

/// An attribute of the user's: mostly a constant, which takes less to make than to clone.
#[derive(Debug)]
pub(crate) enum UserAttribute {
    Constant(&'static str, &'static str),
    Other(KeyValue),
}

impl UserAttribute {
    pub(crate) fn new(attribute: &KeyValue) -> Self {
        let Value::String(value) = &attribute.value else { return Self::Other(attribute.clone()) };
        match (Label::interned(attribute.key.as_str()), Label::interned(value.as_str())) {
            (Label::Static(key), Label::Static(value)) => Self::Constant(key, value),
            _ => Self::Other(attribute.clone()),
        }
    }

    #[inline]
    pub(crate) fn attribute(&self) -> KeyValue {
        match self {
            Self::Constant(key, value) => KeyValue::new(*key, *value),
            Self::Other(attribute) => attribute.clone(),
        }
    }
}
