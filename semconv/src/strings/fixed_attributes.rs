//! Attributes that are the same for every call.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use opentelemetry::{KeyValue, Value};

use super::label::Label;

/// Attributes that many spans have: mostly constants, which take less to make than to clone.
///
/// Each kind has a list of its own, so that an attribute is made where it stays. Made on the way through a branch it is
/// copied once more.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FixedAttributes {
    texts: Vec<(&'static str, &'static str)>,
    numbers: Vec<(&'static str, i64)>,
    others: Vec<KeyValue>,
}

impl FixedAttributes {
    fn add(&mut self, attribute: &KeyValue) {
        if let Label::Static(key) = Label::interned(attribute.key.as_str()) {
            match &attribute.value {
                Value::I64(number) => return self.numbers.push((key, *number)),
                Value::String(text) => {
                    if let Label::Static(text) = Label::interned(text.as_str()) {
                        return self.texts.push((key, text));
                    }
                }
                _ => {}
            }
        }
        self.others.push(attribute.clone());
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len() + self.numbers.len() + self.others.len()
    }

    /// Adds them to the attributes of a span.
    #[inline]
    pub(crate) fn extend(&self, attributes: &mut Vec<KeyValue>) {
        attributes.extend(self.texts.iter().map(|(key, text)| KeyValue::new(*key, *text)));
        attributes.extend(self.numbers.iter().map(|(key, number)| KeyValue::new(*key, *number)));
        if !self.others.is_empty() {
            attributes.extend(self.others.iter().cloned());
        }
    }

    /// Passes each to `each`. A measurement's list has no memory of its own, and extending such a list is a call that moves
    /// each attribute once more.
    #[inline]
    pub(crate) fn for_each(&self, mut each: impl FnMut(KeyValue)) {
        self.texts.iter().for_each(|(key, text)| each(KeyValue::new(*key, *text)));
        self.numbers.iter().for_each(|(key, number)| each(KeyValue::new(*key, *number)));
        self.others.iter().for_each(|attribute| each(attribute.clone()));
    }
}

/// The attributes of databases, one for all connections to a database: what is kept for one is found by all.
#[derive(Debug, Default)]
pub(crate) struct SharedAttributes(Mutex<Vec<Weak<FixedAttributes>>>);

impl SharedAttributes {
    /// The most databases that share. Those of a program with more have attributes of their own.
    const MOST: usize = 64;

    /// Returns attributes that are equal to these.
    pub(crate) fn share(&self, attributes: FixedAttributes) -> Arc<FixedAttributes> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|known| known.strong_count() > 0);
        if let Some(known) = known.iter().filter_map(Weak::upgrade).find(|known| **known == attributes) {
            return known;
        }
        let attributes = Arc::new(attributes);
        if known.len() < Self::MOST {
            known.push(Arc::downgrade(&attributes));
        }
        attributes
    }
}

impl<'a> FromIterator<&'a KeyValue> for FixedAttributes {
    fn from_iter<I: IntoIterator<Item = &'a KeyValue>>(attributes: I) -> Self {
        let mut fixed = Self::default();
        attributes.into_iter().for_each(|attribute| fixed.add(attribute));
        fixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(number: i64) -> FixedAttributes {
        [KeyValue::new("server.port", number)].iter().collect()
    }

    #[test]
    fn equal_attributes_are_shared_while_something_holds_them() {
        let shared = SharedAttributes::default();
        let first = shared.share(attributes(1));
        assert!(Arc::ptr_eq(&first, &shared.share(attributes(1))));
        assert!(!Arc::ptr_eq(&first, &shared.share(attributes(2))));
        let many: Vec<_> = (0..200).map(|number| shared.share(attributes(number))).collect();
        assert_eq!(shared.0.lock().expect("not poisoned").len(), SharedAttributes::MOST);
        drop((first, many));
        let _one = shared.share(attributes(3));
        assert_eq!(shared.0.lock().expect("not poisoned").len(), 1);
    }
}
