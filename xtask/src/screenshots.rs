//! `cargo xtask screenshots`: pictures of what a person looks at, by a browser without a window.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::{self, Metadata};
use crate::{Result, docs, setup};

/// A page, and its file in the target folder.
const PAGES: [(&str, &str); 9] = [
    ("book", "book/index.html"),
    ("book-start-here", "book/start-here.html"),
    ("book-what-is-recorded", "book/what-is-recorded.html"),
    ("book-dashboard", "book/dashboard.html"),
    ("book-find-slow-queries", "book/find-slow-queries.html"),
    ("book-settings", "book/settings.html"),
    ("book-comparison", "book/comparison.html"),
    ("tree", "book/span-tree.svg"),
    // `cargo xtask bench` writes it.
    ("report", "bench/report.html"),
];

/// A telephone and a desk.
const WIDTHS: [(&str, u32); 2] = [("narrow", 390), ("wide", 1280)];
const HEIGHT: u32 = 1600;

/// What a page learns of the user's choice of colours.
const SCHEMES: [(&str, &str); 2] = [("light", "preferredColorScheme=1"), ("dark", "preferredColorScheme=0")];

pub(crate) fn run() -> Result {
    setup::run_for_screenshots()?;
    docs::run(&[])?;
    let target = Metadata::of(&cargo::root().join("Cargo.toml"))?.target_directory();
    let folder = target.join("screenshots");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, page) in PAGES {
        let page = target.join(page);
        if !page.exists() {
            println!("{} is left out: it is not there.", page.display());
            continue;
        }
        for (scheme, setting) in SCHEMES {
            for (width_name, width) in WIDTHS {
                let picture = folder.join(format!("{name}-{width_name}-{scheme}.png"));
                take(&page, &picture, width, setting, &folder.join("profile"))?;
                println!("{}", picture.display());
            }
        }
    }
    Ok(())
}

fn take(page: &Path, picture: &PathBuf, width: u32, setting: &str, profile: &Path) -> Result {
    let _ = fs::remove_file(picture);
    let mut browser = Command::new("chromium");
    browser
        .args(["--headless", "--disable-gpu", "--hide-scrollbars"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--blink-settings={setting}"))
        .arg(format!("--window-size={width},{HEIGHT}"))
        .arg(format!("--screenshot={}", picture.display()))
        .arg(format!("file://{}", page.display()))
        .stdout(Stdio::null())
        // It complains about the lack of a session bus.
        .stderr(Stdio::null());
    if setup::is_root() {
        browser.arg("--no-sandbox");
    }
    let status = browser.status().map_err(|error| format!("chromium did not start: {error}"))?;
    if status.success() && picture.exists() {
        Ok(())
    } else {
        Err(format!("chromium took no picture of {}: {status}", page.display()))
    }
}
