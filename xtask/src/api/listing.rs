//! The public items of a crate, from rustdoc's JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::path;

use public_api::{Builder, PublicItem};
use rustdoc_types::{Crate, GenericArg, GenericArgs, Id, Impl, Item, ItemEnum, Path, Type, Use};
use serde::Deserialize;

use super::names::first_path;

/// What a crate makes public.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The crate's name as Rust sees it: `tokio_postgres`.
    pub(super) crate_name: String,
    /// The crate's own items.
    pub(super) entries: Vec<Entry>,
    /// What it re-exports from other crates.
    pub(super) reexports: Vec<Reexport>,
    /// Per item that has a path: the path of its definition, and where it is public.
    pub(super) places: Vec<Places>,
}

/// One public item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// Where a program finds it; of an implementation, the signature.
    pub(super) path: String,
    pub(super) signature: String,
    /// The crate's types and traits that this is a part of, by the path of their definition. Empty for what can stand
    /// in a `use`.
    pub(super) owners: Vec<String>,
}

/// `pub use other_crate::something`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reexport {
    pub(super) path: String,
    /// Where the other crate defines it.
    pub(super) target: String,
    /// Whether it is everything in `target`.
    pub(super) glob: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    pub(super) definition: String,
    /// None of them: the item is private, and signatures mention it all the same.
    pub(super) public: BTreeSet<String>,
}

impl Listing {
    pub(super) fn read(json: &path::Path) -> crate::Result<Self> {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", json.display());
        let text = std::fs::read(json).map_err(|error| failed(&error))?;
        let krate: Crate = read(&text).map_err(|error| failed(&error))?;
        // Blanket implementations hold for any type and come from other crates.
        let api = Builder::from_rustdoc_json(json).omit_blanket_impls(true).build();
        let items = api.map_err(|error| failed(&error))?.into_items();
        Ok(Reader { krate: &krate, listing: Self::named(&krate) }.read(items))
    }

    fn named(krate: &Crate) -> Self {
        let name = krate.index.get(&krate.root).and_then(|root| root.name.clone());
        Self { crate_name: name.unwrap_or_default(), ..Self::default() }
    }
}

/// Reads JSON of any depth: types nest deeply in diesel.
pub(super) fn read<'json, T: Deserialize<'json>>(text: &'json [u8]) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    deserializer.disable_recursion_limit();
    T::deserialize(&mut deserializer)
}

struct Reader<'json> {
    krate: &'json Crate,
    listing: Listing,
}

impl Reader<'_> {
    fn read(mut self, items: impl Iterator<Item = PublicItem>) -> Listing {
        let mut public: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
        for rendered in items {
            let Some(item) = self.krate.index.get(&rendered.id()) else { continue };
            let signature = normal(&rendered.to_string());
            if let ItemEnum::Use(reexport) = &item.inner {
                self.add_reexport(reexport, &signature);
                continue;
            }
            if self.is_inherited(item, rendered.parent_id()) {
                continue;
            }
            let owners = self.owners(item, rendered.parent_id());
            let path = if matches!(item.inner, ItemEnum::Impl(_)) {
                signature.clone()
            } else if let (Some(owner), Some(name)) = (owners.first(), &item.name) {
                format!("{owner}::{name}")
            } else {
                let path = first_path(&signature, &self.listing.crate_name).unwrap_or(&signature).to_owned();
                public.entry(item.id).or_default().insert(path.clone());
                path
            };
            self.listing.entries.push(Entry { path, signature, owners });
        }
        self.listing.entries.sort();
        self.listing.entries.dedup();
        let own = self.krate.paths.iter().filter(|(_, summary)| summary.crate_id == 0);
        let places = own.map(|(id, summary)| Places {
            definition: summary.path.join("::"),
            public: public.remove(id).unwrap_or_default(),
        });
        self.listing.places = places.collect();
        self.listing
    }

    fn add_reexport(&mut self, reexport: &Use, signature: &str) {
        let target = reexport.id.and_then(|id| self.krate.paths.get(&id));
        let target = target.map_or_else(|| reexport.source.clone(), |summary| summary.path.join("::"));
        if let Some(path) = first_path(signature, &self.listing.crate_name) {
            self.listing.reexports.push(Reexport { path: path.to_owned(), target, glob: reexport.is_glob });
        }
    }

    /// Whether an implementation has this from its trait: with the two of them it is there.
    fn is_inherited(&self, item: &Item, parent: Option<Id>) -> bool {
        let parent = parent.and_then(|id| self.krate.index.get(&id));
        match parent.map(|parent| &parent.inner) {
            Some(ItemEnum::Impl(implementation)) => !implementation.items.contains(&item.id),
            _ => false,
        }
    }

    /// The types and traits of this crate that an item belongs to.
    fn owners(&self, item: &Item, parent: Option<Id>) -> Vec<String> {
        if let ItemEnum::Impl(implementation) = &item.inner {
            return self.subjects(implementation);
        }
        let parent = parent.and_then(|id| self.krate.index.get(&id));
        match parent.map(|parent| (&parent.inner, parent.id)) {
            None | Some((ItemEnum::Module(_) | ItemEnum::Use(_), _)) => Vec::new(),
            Some((ItemEnum::Impl(implementation), _)) => self.subjects(implementation),
            Some((_, id)) => self.definition(id).into_iter().collect(),
        }
    }

    /// The type first, then the trait and what it is given: those of them that are of this crate.
    fn subjects(&self, implementation: &Impl) -> Vec<String> {
        let type_ = match &implementation.for_ {
            Type::ResolvedPath(path) => self.definition(path.id),
            Type::BorrowedRef { type_, .. } => match &**type_ {
                Type::ResolvedPath(path) => self.definition(path.id),
                _ => None,
            },
            _ => None,
        };
        let trait_ = implementation.trait_.as_ref().map(|path| self.mentioned(path)).unwrap_or_default();
        type_.into_iter().chain(trait_).collect()
    }

    /// A trait and the types that it is given: `From<ValueType>`.
    fn mentioned(&self, path: &Path) -> Vec<String> {
        let arguments = match path.args.as_deref() {
            Some(GenericArgs::AngleBracketed { args, .. }) => args.as_slice(),
            _ => &[],
        };
        let types = arguments.iter().filter_map(|argument| match argument {
            GenericArg::Type(Type::ResolvedPath(path)) => self.definition(path.id),
            _ => None,
        });
        self.definition(path.id).into_iter().chain(types).collect()
    }

    /// Where this crate defines an item.
    fn definition(&self, id: Id) -> Option<String> {
        let summary = self.krate.paths.get(&id).filter(|summary| summary.crate_id == 0)?;
        Some(summary.path.join("::"))
    }
}

/// The one way to write what can be written in several.
fn normal(signature: &str) -> String {
    let signature = signature.trim_end_matches([',', ' ']);
    let signature = signature.replace("core::result::Result<(), core::fmt::Error>", "core::fmt::Result");
    // Private fields: a program cannot distinguish `struct Portal(_)` from `struct Portal { .. }`.
    let (start, fields) = signature.rsplit_once('(').unwrap_or((&signature, ""));
    let fields = fields.strip_suffix(')').filter(|fields| fields.split(", ").all(|field| field == "_"));
    if fields.is_some() { start.to_owned() } else { signature }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_of_the_same_meaning_are_listed_the_same() {
        assert_eq!(normal("pub struct a::Portal(_)"), "pub struct a::Portal");
        assert_eq!(normal("pub struct a::Pair<T>(_, _)"), "pub struct a::Pair<T>");
        assert_eq!(normal("pub struct a::Half(_, pub u8)"), "pub struct a::Half(_, pub u8)");
        assert_eq!(normal("pub fn a::f() where T: Send, "), "pub fn a::f() where T: Send");
        assert_eq!(normal("pub fn a::f()"), "pub fn a::f()");
        let written_out = "pub fn a::S::fmt(&self) -> core::result::Result<(), core::fmt::Error>";
        assert_eq!(normal(written_out), "pub fn a::S::fmt(&self) -> core::fmt::Result");
    }
}
