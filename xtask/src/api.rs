//! Compares the public API of a wrapper with that of its driver.
//!
//! ```text
//! driver  ──rustdoc──▶ JSON ──▶ Listing ─┐
//!                                        ├──▶ differences, less those that are intended
//! wrapper ──rustdoc──▶ JSON ──▶ Listing ─┘
//! ```
//!
//! It also finds what takes the driver's own type where the wrapper has another. diesel-trace stands next to ([`beside`]) its
//! drivers, so only that is looked for.
//!
//! Rustdoc's JSON needs the nightly toolchain. Without it only the paths are compared, by compiling a program that
//! names each one; the driver's are read from a list in the wrapper's folder `api`, which `--write` renews.

mod beside;
mod canonical;
mod compare;
mod diesel;
mod features;
pub(crate) mod intended;
mod kept;
mod listing;
mod names;
mod probe;

use std::path::Path;

use beside::Beside;
use compare::Difference;
use intended::Intended;
use listing::Listing;
use probe::Probe;

use crate::pairs::{Pair, chosen};
use crate::{cargo, folder};

pub(crate) fn run(options: &[&str]) -> crate::Result {
    let (write, driver) = match options {
        ["--write", driver @ ..] => (true, driver),
        driver => (false, driver),
    };
    let of_diesel: Vec<&Beside> =
        diesel::ALL.iter().filter(|beside| driver.iter().all(|name| *name == beside.driver)).collect();
    let pairs = match driver {
        [] => chosen(None)?,
        [_] if !of_diesel.is_empty() => &[],
        [driver] if !driver.starts_with('-') => {
            chosen(Some(driver)).map_err(|error| format!("{error} and diesel and diesel-async"))?
        }
        _ => return Err("usage: cargo xtask api [--write] [DRIVER]".to_owned()),
    };
    let target = cargo::Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory().join("api");
    let mut count = 0;
    for pair in pairs {
        count += differences(pair, &target, write)?;
    }
    for beside in of_diesel.into_iter().filter(|_| !write) {
        count += differences_beside(beside, &target)?;
    }
    match count {
        0 => Ok(()),
        count => Err(format!("{count} differences between the drivers and their wrappers")),
    }
}

/// How many there are; each is printed.
fn differences(pair: &Pair, target: &Path, write: bool) -> crate::Result<usize> {
    let probe = Probe::of_pair(target, pair)?;
    let features = different_features(&probe, pair)?;
    let items = match (probe::nightly(), write) {
        (Some(toolchain), true) => write_list(&probe, pair, toolchain).map(|()| 0)?,
        (Some(toolchain), false) => different_items(&probe, pair, toolchain)?,
        (None, true) => return Err(format!("this needs {}", probe::installation())),
        (None, false) => missing_paths(&probe, pair)?,
    };
    Ok(features + items)
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
    let differences = unintended(compare::differences(&driver, &wrapper), pair.intended)?;
    let items = driver.entries.len() + driver.reexports.len();
    println!("api: compared {items} items of {} {} with {}", pair.driver, pair.version, pair.wrapper);
    Ok(differences)
}

/// What of a driver does not work with the types of a wrapper next to it.
fn differences_beside(beside: &Beside, target: &Path) -> crate::Result<usize> {
    let Beside { driver, version, wrapper, .. } = beside;
    let Some(toolchain) = probe::nightly() else {
        println!("api: {driver} is NOT compared with {wrapper}. To compare them: {}", probe::installation());
        return Ok(0);
    };
    let probe = Probe::of_beside(target, beside)?;
    let of_driver = Listing::read(&probe.describe(driver, toolchain)?)?;
    let of_wrapper = Listing::read(&probe.describe(wrapper, toolchain)?)?;
    let differences = beside::differences(beside, &of_driver, &of_wrapper);
    let differences = unintended(differences, beside.intended)?;
    println!(
        "api: looked for the types that {wrapper} replaces in {} items of {driver} {version}",
        of_driver.entries.len()
    );
    Ok(differences)
}

/// How many of the differences are not meant; each is printed, and so are those that are meant.
fn unintended(mut differences: Vec<Difference>, all_intended: &[Intended]) -> crate::Result<usize> {
    for intended in all_intended {
        let count = differences.len();
        differences.retain(|difference| !intended.is(&difference.path));
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
    Ok(differences.len())
}

/// Only what the stable toolchain can check.
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
