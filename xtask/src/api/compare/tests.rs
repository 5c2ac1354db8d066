//! Comparisons of small listings made by hand.

use super::super::listing::Reexport;
use super::*;

/// A crate with the struct `Client` in a private module, the enum `config::Host`, and `config::Config` at two paths.
fn listing(crate_name: &str) -> Listing {
    let name = |text: &str| text.replace('$', crate_name);
    let entry = |path: &str, signature: &str, owner: &str| Entry {
        path: name(path),
        signature: name(signature),
        owners: if owner.is_empty() { Vec::new() } else { vec![name(owner)] },
    };
    let place = |definition: &str, public: &[&str]| Places {
        definition: name(definition),
        public: public.iter().map(|path| name(path)).collect(),
    };
    Listing {
        crate_name: crate_name.to_owned(),
        entries: vec![
            entry("$", "pub mod $", ""),
            entry("$::Client", "pub struct $::Client", ""),
            entry(
                "$::client::Client::host",
                "pub async fn $::Client::host(&self) -> $::config::Host",
                "$::client::Client",
            ),
            entry("impl Send for $::Client", "impl Send for $::Client", "$::client::Client"),
            entry("$::config", "pub mod $::config", ""),
            entry("$::Config", "pub struct $::Config", ""),
            entry("$::config::Config", "pub struct $::config::Config", ""),
            entry("$::config::Host", "pub enum $::config::Host", ""),
            entry("$::config::Host::Tcp", "pub $::config::Host::Tcp(String)", "$::config::Host"),
        ],
        reexports: Vec::new(),
        places: vec![
            place("$", &["$"]),
            place("$::client::Client", &["$::Client"]),
            place("$::config", &["$::config"]),
            place("$::config::Config", &["$::Config", "$::config::Config"]),
            place("$::config::Host", &["$::config::Host"]),
        ],
    }
}

/// The same crate, where what is at `path` is now the driver's `target`.
fn with_reexport(mut listing: Listing, path: &str, target: &str) -> Listing {
    let below = format!("{path}::");
    let gone = |place: &str| place == path || place.starts_with(&below);
    listing.entries.retain(|entry| !gone(&entry.path));
    listing.places.iter_mut().for_each(|places| places.public.retain(|place| !gone(place)));
    listing.places.retain(|places| !places.public.is_empty());
    let reexport = Reexport { path: path.to_owned(), target: target.to_owned(), glob: false };
    listing.reexports.push(reexport);
    listing
}

fn reported(wrapper: &Listing) -> Vec<String> {
    differences(&listing("driver"), wrapper).iter().map(ToString::to_string).collect()
}

#[test]
fn same_api_under_another_crate_name_has_no_difference() {
    assert_eq!(reported(&listing("wrapper")), Vec::<String>::new());
}

#[test]
fn missing_type_is_reported_once_and_not_per_method() {
    let mut wrapper = listing("wrapper");
    wrapper.entries.retain(|entry| !entry.signature.contains("Client"));
    wrapper.places.retain(|places| !places.definition.contains("Client"));
    assert_eq!(reported(&wrapper), ["missing: driver::Client\n    driver:  pub struct driver::Client"]);
}

#[test]
fn missing_method_and_missing_trait_are_reported() {
    let mut wrapper = listing("wrapper");
    wrapper.entries.retain(|entry| entry.owners != ["wrapper::client::Client"]);
    assert_eq!(
        reported(&wrapper),
        [
            "missing: driver::Client::host\n    \
             driver:  pub async fn driver::Client::host(&self) -> driver::config::Host",
            "missing: impl Send for driver::Client\n    driver:  impl Send for driver::Client",
        ]
    );
}

#[test]
fn changed_signature_is_reported_with_both_versions() {
    let mut wrapper = listing("wrapper");
    wrapper.entries[2].signature =
        "pub fn wrapper::Client::host(&self) -> impl Future<Output = wrapper::config::Host>".to_owned();
    assert_eq!(
        reported(&wrapper),
        ["different: driver::Client::host\n    \
          driver:  pub async fn driver::Client::host(&self) -> driver::config::Host\n    \
          wrapper: pub fn driver::Client::host(&self) -> impl Future<Output = driver::config::Host>"]
    );
}

#[test]
fn missing_alias_is_reported_although_its_type_exists() {
    let mut wrapper = listing("wrapper");
    wrapper.entries.retain(|entry| entry.path != "wrapper::Config");
    wrapper.places[3].public.remove("wrapper::Config");
    assert_eq!(reported(&wrapper), ["missing: driver::Config\n    driver:  pub struct driver::Config"]);
}

#[test]
fn reexport_counts_as_the_item_of_the_driver_with_all_its_parts() {
    let mut wrapper = with_reexport(listing("wrapper"), "wrapper::config::Host", "driver::config::Host");
    wrapper.entries[2].signature =
        "pub async fn wrapper::Client::host(&self) -> driver::config::Host".to_owned();
    assert_eq!(reported(&wrapper), Vec::<String>::new());
    let module = with_reexport(wrapper, "wrapper::config", "driver::config");
    let module = with_reexport(module, "wrapper::Config", "driver::config::Config");
    assert_eq!(reported(&module), Vec::<String>::new());
}

#[test]
fn different_item_under_the_same_name_is_reported() {
    let wrapper = with_reexport(listing("wrapper"), "wrapper::Config", "driver::config::Host");
    assert_eq!(
        reported(&wrapper),
        ["different: driver::Config\n    driver:  pub struct driver::Config\n    \
          wrapper: pub use driver::config::Host"]
    );
}

#[test]
fn type_of_the_driver_differs_from_the_wrappers_of_the_same_name() {
    let mut wrapper = listing("wrapper");
    wrapper.entries[2].signature =
        "pub async fn wrapper::Client::host(&self) -> driver::config::Host".to_owned();
    assert_eq!(
        reported(&wrapper),
        ["different: driver::Client::host\n    \
          driver:  pub async fn driver::Client::host(&self) -> driver::config::Host\n    \
          wrapper: pub async fn driver::Client::host(&self) -> driver's driver::config::Host"]
    );
}

#[test]
fn reexport_that_names_a_replaced_type_is_reported() {
    let host = |crate_name: &str| {
        let mut listing = listing(crate_name);
        listing.entries.push(Entry {
            path: format!("{crate_name}::config::Host::of"),
            signature: format!(
                "pub fn {crate_name}::config::Host::of(&{crate_name}::client::Client) -> Self"
            ),
            owners: vec![format!("{crate_name}::config::Host")],
        });
        listing
    };
    let mut wrapper = with_reexport(host("wrapper"), "wrapper::config::Host", "driver::config::Host");
    wrapper.entries[2].signature =
        "pub async fn wrapper::Client::host(&self) -> driver::config::Host".to_owned();
    let reported: Vec<_> = differences(&host("driver"), &wrapper).iter().map(ToString::to_string).collect();
    assert_eq!(
        reported,
        ["names the driver's driver::Client: driver::config::Host::of\n    \
          driver:  pub fn driver::config::Host::of(&driver::Client) -> Self"]
    );
    assert_eq!(differences(&host("driver"), &host("wrapper")), []);
}
