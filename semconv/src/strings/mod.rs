//! Strings that many spans have, kept so that a span takes them without an allocation or a shared count.

mod bounded;
mod fixed_attributes;
mod interner;
mod label;
mod recurring_text;
pub(crate) mod scratch;

pub(crate) use self::bounded::Bounded;
pub(crate) use self::fixed_attributes::{FixedAttributes, SharedAttributes};
pub(crate) use self::label::Label;
pub(crate) use self::recurring_text::RecurringText;
