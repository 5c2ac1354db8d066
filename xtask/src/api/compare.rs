//! Which of a driver's items a wrapper lacks, or has in another shape.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::canonical::{canonical, untied};
use super::intended::is_no_promise;
use super::listing::{Entry, Listing, Places};
use super::names::Names;

/// An item of the driver that the wrapper does not have, or that does not fit the wrapper's other items.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Difference {
    pub(super) path: String,
    kind: Kind,
    driver: String,
    /// What the wrapper has instead.
    wrapper: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Missing,
    Different,
    /// The wrapper has the driver's own item, whose signature names a type that the wrapper has a type of its own for. A
    /// program that passes the wrapper's type does not compile.
    NamesReplaced(String),
}

impl Difference {
    pub(super) fn missing(path: String, driver: String) -> Self {
        Self { path, kind: Kind::Missing, driver, wrapper: Vec::new() }
    }

    pub(super) fn names_replaced(path: String, name: &str, driver: String) -> Self {
        Self { path, kind: Kind::NamesReplaced(name.to_owned()), driver, wrapper: Vec::new() }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Missing => writeln!(formatter, "missing: {}", self.path)?,
            Kind::Different => writeln!(formatter, "different: {}", self.path)?,
            Kind::NamesReplaced(name) => writeln!(formatter, "names the driver's {name}: {}", self.path)?,
        }
        write!(formatter, "    driver:  {}", self.driver)?;
        self.wrapper.iter().try_for_each(|signature| write!(formatter, "\n    wrapper: {signature}"))
    }
}

/// Compares a driver's items with a wrapper's, in the names of the driver.
pub(super) fn differences(driver: &Listing, wrapper: &Listing) -> Vec<Difference> {
    let comparison = Comparison::new(driver, wrapper);
    let checked = driver.entries.iter().filter(|entry| !is_no_promise(&entry.signature));
    let replaced = comparison.replaced();
    let items = checked.filter_map(|entry| comparison.difference(entry, &replaced));
    let reexports = driver.reexports.iter().filter_map(|reexport| {
        let same = |path: &str| comparison.reexported_as(path) == Some(reexport.target.as_str());
        let there = comparison.is_reexported(&reexport.path) || (!reexport.glob && same(&reexport.path));
        (!there).then(|| Difference {
            path: reexport.path.clone(),
            kind: Kind::Missing,
            driver: format!("pub use {}{}", reexport.target, if reexport.glob { "::*" } else { "" }),
            wrapper: Vec::new(),
        })
    });
    let mut differences: Vec<_> = items.chain(reexports).collect();
    differences.sort();
    differences.dedup();
    differences
}

/// The driver's own names for its items: of the paths that an item has, the shortest.
pub(super) fn driver_names(driver: &Listing) -> Names {
    let mut names = Names::default();
    for places in &driver.places {
        let shortest = places.public.iter().min_by_key(|path| (path.len(), *path));
        let name = shortest.cloned().unwrap_or_else(|| private(&places.definition));
        names.insert(&places.definition, &name);
        places.public.iter().for_each(|path| names.insert(path, &name));
    }
    names
}

/// A name for what no program can name: the module it hides in is of no concern.
fn private(definition: &str) -> String {
    format!("private::{}", definition.rsplit("::").next().unwrap_or(definition))
}

struct Comparison<'listings> {
    driver: &'listings Listing,
    driver_names: Names,
    /// The wrapper's items, by path, in the driver's names.
    entries: BTreeMap<String, BTreeSet<String>>,
    /// From the wrapper's paths (in the driver's crate name) to what other crate's item is there.
    reexports: BTreeMap<String, String>,
    /// Modules that begin with everything of a module of another crate.
    globs: BTreeMap<String, String>,
}

impl<'listings> Comparison<'listings> {
    fn new(driver: &'listings Listing, wrapper: &Listing) -> Self {
        let mut crate_name = Names::default();
        crate_name.insert(&wrapper.crate_name, &driver.crate_name);
        let reexport = |glob: bool| {
            let reexports = wrapper.reexports.iter().filter(move |reexport| reexport.glob == glob);
            reexports.map(|reexport| (crate_name.apply(&reexport.path), reexport.target.clone()))
        };
        let (reexports, globs) = (reexport(false).collect(), reexport(true).collect());
        let driver_names = driver_names(driver);
        let mut this = Self { driver, driver_names, entries: BTreeMap::new(), reexports, globs };
        let names = this.wrapper_names(wrapper, &crate_name);
        for entry in &wrapper.entries {
            // What can stand in a `use` is looked for under each of its paths.
            let path_names = if entry.owners.is_empty() { &crate_name } else { &names };
            let signatures = this.entries.entry(canonical(&path_names.apply(&entry.path))).or_default();
            signatures.insert(names.apply(&entry.signature));
        }
        this
    }

    /// The driver's names for what the wrapper's signatures mention.
    fn wrapper_names(&self, wrapper: &Listing, crate_name: &Names) -> Names {
        let mut names = crate_name.clone();
        for places in &wrapper.places {
            let paths: Vec<String> = places.public.iter().map(|path| crate_name.apply(path)).collect();
            let of_driver = paths.iter().find_map(|path| self.driver_names.of(path));
            let name = of_driver.or(paths.first().map(String::as_str));
            let name = name.map_or_else(|| private(&places.definition), str::to_owned);
            names.insert(&places.definition, &name);
            places.public.iter().for_each(|path| names.insert(path, &name));
        }
        // The driver's own type under the wrapper's type of the same name is another type.
        for (path, name) in self.driver_names.iter() {
            let same = self.is_same(path) || name.starts_with("private::");
            let name = if same { name.to_owned() } else { format!("driver's {name}") };
            names.insert(path, &name);
        }
        names
    }

    /// The driver's names for its types and traits that the wrapper has its own of.
    fn replaced(&self) -> Names {
        let mut replaced = Names::default();
        for places in &self.driver.places {
            let is_module = |path: &str| {
                self.driver.entries.iter().any(|entry| entry.signature == format!("pub mod {path}"))
            };
            let mut own = places.public.iter().filter(|path| self.entries.contains_key(*path));
            let is_own = own.any(|path| !is_module(path));
            if let (true, Some(name)) = (is_own, self.driver_names.of(&places.definition)) {
                replaced.insert(name, name);
            }
        }
        replaced
    }

    fn difference(&self, entry: &Entry, replaced: &Names) -> Option<Difference> {
        // Parts of what is missing as a whole are not reported one by one.
        if entry.owners.iter().any(|owner| self.is_missing(owner)) {
            return None;
        }
        let path_names = if entry.owners.is_empty() { &Names::default() } else { &self.driver_names };
        let path = path_names.apply(&entry.path);
        let signature = self.driver_names.apply(&entry.signature);
        let is_the_drivers = if entry.owners.is_empty() {
            self.is_reexported(&entry.path)
        } else {
            entry.owners.iter().all(|owner| self.is_same(owner))
        };
        if is_the_drivers {
            return Some(Difference::names_replaced(path, replaced.mentioned_in(&signature)?, signature));
        }
        let mut candidates: Vec<String> =
            self.entries.get(&canonical(&path)).into_iter().flatten().cloned().collect();
        let wanted = [canonical(&signature), untied(&signature)];
        if candidates.iter().any(|candidate| wanted.contains(&canonical(candidate))) {
            return None;
        }
        if let Some(other) = self.reexported_as(&path) {
            candidates.push(format!("pub use {other}"));
        }
        let kind = if candidates.is_empty() { Kind::Missing } else { Kind::Different };
        Some(Difference { path, kind, driver: signature, wrapper: candidates })
    }

    /// Whether the wrapper has the driver's own item at this path.
    fn is_reexported(&self, path: &str) -> bool {
        let definition = |path: &str| {
            let places = self.driver.places.iter().find(|places| places.public.contains(path));
            places.map(|places| places.definition.clone())
        };
        if let Some(target) = self.reexports.get(path) {
            return definition(path).as_ref() == Some(target);
        }
        if self.entries.contains_key(path) {
            return false;
        }
        let Some((module, _)) = path.rsplit_once("::") else { return false };
        let by_glob =
            self.globs.get(module).is_some_and(|target| definition(module).as_ref() == Some(target));
        by_glob || self.is_reexported(module)
    }

    /// Whether the driver's item that is defined or public at `path` is also the wrapper's.
    fn is_same(&self, path: &str) -> bool {
        self.places_of(path).any(|place| self.is_reexported(place))
    }

    fn is_missing(&self, path: &str) -> bool {
        !self.places_of(path).any(|place| self.entries.contains_key(place) || self.is_reexported(place))
    }

    fn places_of(&self, path: &str) -> impl Iterator<Item = &str> {
        let of_item = move |places: &&Places| places.definition == path || places.public.contains(path);
        let places = self.driver.places.iter().filter(of_item);
        places.flat_map(|places| places.public.iter().map(String::as_str))
    }

    /// What the wrapper re-exports at this path.
    fn reexported_as(&self, path: &str) -> Option<&str> {
        self.reexports.get(path).map(String::as_str)
    }
}

#[cfg(test)]
mod tests;
