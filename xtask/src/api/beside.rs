//! A wrapper that stands next to its driver: the program goes on using the driver, and the wrapper has a type in place of
//! some of the driver's.
//!
//! ```text
//! impl Trait for PgConnection        ──▶ is there an implementation for the wrapper's type?
//! PgConnection::method               ──▶ has the wrapper's type the method, by itself or by dereferencing?
//! fn other(&mut PgConnection)        ──▶ a difference: it does not take the wrapper's type
//! ```

use super::compare::{Difference, driver_names};
use super::intended::{Intended, is_no_promise};
use super::listing::{Entry, Listing};
use super::names::Names;

/// A driver and the wrapper next to it.
pub(super) struct Beside {
    pub(super) driver: &'static str,
    pub(super) version: &'static str,
    pub(super) features: &'static [&'static str],
    pub(super) wrapper: &'static str,
    pub(super) wrapper_features: &'static [&'static str],
    pub(super) replaced: &'static [Replaced],
    /// The differences that are meant.
    pub(super) intended: &'static [Intended],
}

/// A type of the driver's that the wrapper has a type for.
pub(super) struct Replaced {
    /// One of its paths in the driver.
    pub(super) path: &'static str,
    /// The name of the wrapper's type.
    pub(super) by: &'static str,
    /// Whether the wrapper's type dereferences to the driver's, which gives it the methods.
    pub(super) dereferences: bool,
}

/// What of the driver does not work with the wrapper's types.
pub(super) fn differences(beside: &Beside, driver: &Listing, wrapper: &Listing) -> Vec<Difference> {
    let names = driver_names(driver);
    let mut replaced = Names::default();
    for Replaced { path, by, .. } in beside.replaced {
        replaced.insert(names.of(path).unwrap_or(path), by);
    }
    let names_replaced = |signature: &str| replaced.mentioned_in(&names.apply(signature)).is_some();
    let promised = driver.entries.iter().filter(|entry| !is_no_promise(&entry.signature));
    let differing = promised.filter_map(|entry| {
        let path = names.apply(&entry.path);
        let signature = names.apply(&entry.signature);
        let name = replaced.mentioned_in(&signature)?;
        // The type itself, under each of its paths.
        if entry.owners.is_empty() && names.of(&entry.path).is_some_and(|name| replaced.of(name).is_some()) {
            return None;
        }
        let of = beside.replaced.iter().find(|replaced| {
            let own = entry.owners.first().and_then(|owner| names.of(owner));
            own.is_some() && own == names.of(replaced.path)
        });
        match of {
            Some(replaced) if has(wrapper, replaced, entry, &signature) => None,
            Some(_) => Some(Difference::missing(path, signature)),
            None if is_in_implementation(entry, driver, names_replaced) => None,
            None if has_implementation(wrapper, &signature, name) => None,
            None => Some(Difference::names_replaced(path, name, signature)),
        }
    });
    let mut differences: Vec<_> = differing.collect();
    differences.sort();
    differences.dedup();
    differences
}

/// Whether the wrapper's type has what belongs to the driver's.
fn has(wrapper: &Listing, replaced: &Replaced, entry: &Entry, signature: &str) -> bool {
    let is_of_type = |text: &str| {
        text.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| word == replaced.by)
    };
    if let Some(wanted) = implemented(signature) {
        return wrapper.entries.iter().any(|entry| {
            implemented(&entry.signature).is_some_and(|(name, type_)| name == wanted.0 && is_of_type(type_))
        });
    }
    if signature.starts_with("impl") {
        // Only the head of the methods, which have their own entries.
        return true;
    }
    let Some(name) = entry.path.rsplit("::").next() else { return false };
    let is_method = signature.contains("self");
    (replaced.dereferences && is_method)
        || wrapper.entries.iter().any(|entry| {
            entry.path.rsplit_once("::").is_some_and(|(owner, method)| method == name && is_of_type(owner))
        })
}

/// Whether the item is a part of an implementation that names the type too, which is compared as a whole.
fn is_in_implementation(entry: &Entry, driver: &Listing, names_replaced: impl Fn(&str) -> bool) -> bool {
    let traits = || entry.owners.iter().filter_map(|owner| owner.rsplit("::").next());
    let is_whole = |whole: &Entry| {
        implemented(&whole.signature).is_some_and(|(name, _)| traits().any(|of| of == name))
            && names_replaced(&whole.signature)
    };
    !entry.signature.starts_with("impl") && driver.entries.iter().any(is_whole)
}

/// Whether the wrapper has the same implementation for a type of the driver's, in terms of its own type `by`.
fn has_implementation(wrapper: &Listing, signature: &str, by: &str) -> bool {
    let name =
        |type_: &str| type_.split('<').next().and_then(|path| path.rsplit("::").next()).map(str::to_owned);
    let Some((trait_, type_)) = implemented(signature) else { return false };
    wrapper.entries.iter().any(|entry| {
        implemented(&entry.signature).is_some_and(|(of_wrapper, for_)| {
            of_wrapper == trait_ && name(for_) == name(type_) && entry.signature.contains(&format!("::{by}<"))
        })
    })
}

/// The name of the trait of an implementation, and the type.
fn implemented(signature: &str) -> Option<(&str, &str)> {
    let (head, type_) = signature.strip_prefix("impl").and_then(|_| signature.split_once(" for "))?;
    let type_ = type_.split(" where ").next().unwrap_or(type_);
    let without_arguments = match head.strip_suffix('>') {
        Some(_) => &head[..opening(head)?],
        None => head,
    };
    let name = without_arguments.rsplit([':', ' ', '>']).next()?;
    Some((name, type_))
}

/// Where the bracket at the end of `text` was opened.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            '>' if !text[..at].ends_with('-') => depth += 1,
            '<' if depth == 1 => return Some(at),
            '<' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trait_and_type_of_an_implementation_are_read() {
        assert_eq!(implemented("impl a::b::Trait for a::Type"), Some(("Trait", "a::Type")));
        assert_eq!(
            implemented("impl<T: Fn(u8) -> A<u8>> a::Trait<B<T>> for a::Type<T> where T: Send"),
            Some(("Trait", "a::Type<T>"))
        );
        assert_eq!(implemented("pub fn a::Type::method(&self)"), None);
    }

    #[test]
    fn item_that_takes_only_the_drivers_type_is_reported() {
        use super::super::listing::Places;
        use std::collections::BTreeSet;

        let entry = |path: &str, signature: &str, owners: &[&str]| Entry {
            path: path.to_owned(),
            signature: signature.to_owned(),
            owners: owners.iter().map(|owner| (*owner).to_owned()).collect(),
        };
        let driver = Listing {
            crate_name: "d".to_owned(),
            entries: vec![
                entry("d::Connection", "pub struct d::Connection", &[]),
                entry("d::Connection::new", "pub fn d::Connection::new() -> Self", &["d::Connection"]),
                entry("d::Connection::ping", "pub fn d::Connection::ping(&self)", &["d::Connection"]),
                entry("d::copy", "pub fn d::copy(&mut d::Connection)", &[]),
                entry("d::other", "pub fn d::other()", &[]),
                entry("", "impl d::Load for d::Connection", &["d::Connection", "d::Load"]),
                entry("", "impl d::Save for d::Connection", &["d::Connection", "d::Save"]),
            ],
            reexports: Vec::new(),
            places: vec![Places {
                definition: "d::Connection".to_owned(),
                public: BTreeSet::from(["d::Connection".to_owned()]),
            }],
        };
        let wrapper = Listing {
            entries: vec![entry("", "impl<C> d::Load for w::Traced<C>", &["w::Traced"])],
            ..Listing::default()
        };
        let reported = |dereferences| {
            let replaced = vec![Replaced { path: "d::Connection", by: "Traced", dereferences }];
            let beside = Beside {
                driver: "d",
                version: "",
                features: &[],
                wrapper: "w",
                wrapper_features: &[],
                replaced: Vec::leak(replaced),
                intended: &[],
            };
            let differences = differences(&beside, &driver, &wrapper);
            differences.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let save = "missing: \n    driver:  impl d::Save for d::Connection";
        let new = "missing: d::Connection::new\n    driver:  pub fn d::Connection::new() -> Self";
        let ping = "missing: d::Connection::ping\n    driver:  pub fn d::Connection::ping(&self)";
        let copy = "names the driver's Traced: d::copy\n    driver:  pub fn d::copy(&mut d::Connection)";
        assert_eq!(reported(true), [save, new, copy]);
        assert_eq!(reported(false), [save, new, ping, copy]);
    }
}
