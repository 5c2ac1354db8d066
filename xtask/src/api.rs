//! Compares the public API of a wrapper with that of its driver.
//!
//! ```text
//! driver  ──rustdoc──▶ JSON ──▶ Listing ─┐
//!                                        ├──▶ differences, less those that are intended
//! wrapper ──rustdoc──▶ JSON ──▶ Listing ─┘
//! ```
//!
//! Rustdoc's JSON needs the nightly toolchain. Without it only the paths are compared, by compiling a program that
//! names each one; the driver's are read from a list in the wrapper's folder `api`, which `--write` renews.

mod compare;
mod features;
mod intended;
mod kept;
mod listing;
mod names;
mod probe;

use intended::Intended;
use listing::Listing;
use probe::Probe;

use crate::{cargo, folder};

/// A driver and the package that stands in for it.
struct Pair {
    driver: &'static str,
    version: &'static str,
    wrapper: &'static str,
    intended: &'static [Intended],
}

const PAIR: Pair =
    Pair { driver: "tokio-postgres", version: "0.7.18", wrapper: "pg-trace", intended: intended::PG_TRACE };

pub(crate) fn run(options: &[&str]) -> crate::Result {
    let write = match options {
        [] => false,
        ["--write"] => true,
        _ => return Err("usage: cargo xtask api [--write]".to_owned()),
    };
    let target = cargo::Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("api");
    let probe = Probe::generate(target, &PAIR)?;
    let features = different_features(&probe, &PAIR)?;
    let items = match (probe::nightly(), write) {
        (Some(toolchain), true) => return write_list(&probe, &PAIR, toolchain),
        (Some(toolchain), false) => different_items(&probe, &PAIR, toolchain)?,
        (None, true) => return Err(format!("this needs {}", probe::installation())),
        (None, false) => missing_paths(&probe, &PAIR)?,
    };
    match features + items {
        0 => Ok(()),
        count => Err(format!("{count} differences between {} and {}", PAIR.driver, PAIR.wrapper)),
    }
}

fn different_features(probe: &Probe, pair: &Pair) -> crate::Result<usize> {
    let metadata = probe.metadata()?;
    let (driver, wrapper) = (metadata.package(pair.driver)?, metadata.package(pair.wrapper)?);
    let differences = features::differences(driver, wrapper, pair);
    for difference in &differences {
        println!("{difference}");
    }
    Ok(differences.len())
}

fn write_list(probe: &Probe, pair: &Pair, toolchain: &str) -> crate::Result {
    let driver = Listing::read(&probe.describe(pair.driver, toolchain)?)?;
    let path = kept::path(pair);
    folder::write_if_changed(&path, &kept::list(&driver))?;
    println!("api: wrote {}", path.display());
    Ok(())
}

/// Everything: paths, signatures, implementations.
fn different_items(probe: &Probe, pair: &Pair, toolchain: &str) -> crate::Result<usize> {
    let driver = Listing::read(&probe.describe(pair.driver, toolchain)?)?;
    let wrapper = Listing::read(&probe.describe(pair.wrapper, toolchain)?)?;
    if kept::read(pair)? != kept::list(&driver) {
        let path = kept::path(pair);
        return Err(format!("{} is out of date: `cargo xtask api --write` renews it", path.display()));
    }
    let mut differences = compare::differences(&driver, &wrapper);
    for intended in pair.intended {
        let count = differences.len();
        differences.retain(|difference| difference.path != intended.path);
        if differences.len() == count {
            return Err(format!(
                "{} is no difference any more: remove it from src/api/intended.rs",
                intended.path
            ));
        }
        println!("intended: {} ({})", intended.path, intended.reason);
    }
    for difference in &differences {
        println!("{difference}");
    }
    let items = driver.entries.len() + driver.reexports.len();
    println!("api: compared {items} items of {} {} with {}", pair.driver, pair.version, pair.wrapper);
    Ok(differences.len())
}

/// Only what the stable toolchain can tell.
fn missing_paths(probe: &Probe, pair: &Pair) -> crate::Result<usize> {
    let (paths, program) = kept::program(&kept::read(pair)?, pair);
    let missing = usize::from(!probe.compiles(&program)?);
    println!(
        "api: {paths} paths of {} {} looked for in {}.\n\
         api: NOT compared, because the nightly toolchain is missing: methods, signatures, implemented traits. \
         To compare them: {}",
        pair.driver,
        pair.version,
        pair.wrapper,
        probe::installation()
    );
    Ok(missing)
}
