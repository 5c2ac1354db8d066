//! What holds of the book: its links lead somewhere, its commands run, and its contents are complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use db_trace_docs::markdown::Document;

/// Links to files of the repository, which the built book does not contain.
const REPOSITORY: &str = "https://github.com/db-trace/db-trace/blob/main/";

/// Commands that another test runs, with the place of that test.
const RUN_ELSEWHERE: &[(&str, &str)] =
    &[("cargo xtask demo", "examples/quickstart/tests/run.rs"), ("cargo xtask test", ".ci/run")];

/// Languages of snippets that are commands or queries. A snippet of them is run, or its page says that it is not.
/// Those of `promql` are run by `examples/orders/tests/dashboard`.
const RUNNABLE: &[&str] = &["sh", "traceql", "yaml"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Returns the Markdown files below a folder.
fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && !name.starts_with('.') && name != "target" {
            files_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

fn book() -> Vec<PathBuf> {
    let mut pages = Vec::new();
    files_below(&root().join("docs/src"), &mut pages);
    pages
}

/// Returns what is wrong with a link of `page`, or `None` if it leads to a place in the repository or to another site.
fn broken(page: &Path, link: &str) -> Option<String> {
    let (target, anchor) =
        link.split_once('#').map_or((link, None), |(target, anchor)| (target, Some(anchor)));
    let path = if let Some(path) = target.strip_prefix(REPOSITORY) {
        root().join(path)
    } else if target.contains("://") || target.starts_with("mailto:") || target.starts_with("crate::") {
        return None;
    } else if target.is_empty() {
        page.to_owned()
    } else {
        page.parent().expect("a page is in a folder").join(target)
    };
    if !path.exists() {
        return Some(format!("{link}: there is no {}", path.display()));
    }
    let anchor = anchor?;
    let anchors = Document::read(&path).anchors;
    (!anchors.contains(anchor)).then(|| format!("{link}: no heading has this anchor, only {anchors:?}"))
}

#[test]
fn each_link_of_each_document_leads_to_a_file_and_a_heading() {
    let mut documents = Vec::new();
    files_below(&root(), &mut documents);
    let mut problems = Vec::new();
    for page in documents {
        for link in Document::read(&page).links {
            // rustdoc resolves links to items, and its own lints check them.
            let is_item = link.contains("::") && !link.contains('/');
            if let Some(problem) = broken(&page, &link).filter(|_| !is_item) {
                problems.push(format!("{}: {problem}", page.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn broken_links_are_found() {
    let page = root().join("docs/src/README.md");
    for link in ["missing.md", "start-here.md#missing", "#missing", &format!("{REPOSITORY}MISSING.md")] {
        assert!(broken(&page, link).is_some(), "{link}");
    }
    for link in ["start-here.md", "start-here.md#redis-rs", "https://example.com/missing"] {
        assert_eq!(broken(&page, link), None);
    }
}

#[test]
fn each_page_is_in_the_summary_and_compiled() {
    let summary = Document::read(&root().join("docs/src/SUMMARY.md")).links;
    let chapters: BTreeSet<String> = summary.into_iter().map(|link| format!("src/{link}")).collect();
    let pages = book().into_iter().map(|page| {
        let page = page.strip_prefix(root().join("docs")).expect("a page of the book").to_owned();
        page.to_string_lossy().into_owned()
    });
    let pages: BTreeSet<String> = pages.filter(|page| page != "src/SUMMARY.md").collect();
    let compiled: BTreeSet<String> = db_trace_docs::PAGES
        .iter()
        .filter(|page| page.starts_with("src/"))
        .map(|page| (*page).to_owned())
        .collect();
    assert_eq!(chapters, pages, "docs/src/SUMMARY.md against the files");
    assert_eq!(compiled, pages, "docs/book.rs against the files");
}

#[test]
fn each_command_is_run_or_marked_as_not_run() {
    let mut problems = Vec::new();
    for page in book() {
        let document = Document::read(&page);
        for snippet in &document.snippets {
            let place = format!("{}: {}", page.display(), snippet.text);
            let is_marked = snippet.words.iter().any(|word| word == "not-run");
            let says_so = snippet.next.starts_with("Not run by the tests");
            if is_marked != says_so {
                problems.push(format!("a note `*Not run by the tests …*` goes with `not-run`: {place}"));
            }
            if !RUNNABLE.contains(&snippet.language.as_str()) || is_marked {
                continue;
            }
            for command in snippet.text.lines().filter(|line| !line.is_empty()) {
                match RUN_ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == command) {
                    Some((_, place)) if root().join(place).exists() => {}
                    Some((_, place)) => problems.push(format!("{command}: no {place}")),
                    None if snippet.language == "sh" => problems.extend(failure(command)),
                    None => problems.push(format!("nothing runs this: {place}")),
                }
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

/// Runs a command in the root of the repository, and returns what went wrong.
fn failure(command: &str) -> Option<String> {
    let output = Command::new("sh").args(["-c", command]).current_dir(root()).output().expect("a shell");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (!output.status.success()).then(|| format!("`{command}`: {}: {errors}", output.status))
}

/// Returns what stands between `before` and `after` in a text, each time.
fn between<'a>(text: &'a str, before: &str, after: char) -> Vec<&'a str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap_or_default()).collect()
}

fn sources_below(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources_below(&path, found);
        } else {
            found.push_str(&fs::read_to_string(&path).unwrap_or_default());
        }
    }
}

#[test]
fn each_event_is_explained_under_troubleshooting() {
    let mut sources = String::new();
    for package in ["diesel-trace", "pg-trace", "propagators", "redis-trace", "semconv"] {
        sources_below(&root().join(package).join("src"), &mut sources);
    }
    let events = ["name: \"dbtrace.", "warning!(\"dbtrace."].into_iter();
    let events: BTreeSet<&str> = events.flat_map(|before| between(&sources, before, '"')).collect();
    assert!(events.contains("no_provider") && events.contains("cardinality"), "{events:?}");
    let page = fs::read_to_string(root().join("docs/src/troubleshooting.md")).expect("the page");
    let missing: Vec<_> = events.iter().filter(|name| !page.contains(&format!("`dbtrace.{name}`"))).collect();
    assert!(missing.is_empty(), "add a row for dbtrace. {missing:?}");
}

#[test]
fn each_attribute_of_the_registry_is_on_the_page_of_what_is_recorded() {
    let registry = fs::read_to_string(root().join("semconv/registry/dbtrace.yaml")).expect("the registry");
    let attributes = between(&registry, "- id: dbtrace.", '\n');
    assert!(attributes.contains(&"outcome"), "{attributes:?}");
    let page = fs::read_to_string(root().join("docs/src/what-is-recorded.md")).expect("the page");
    let missing: Vec<_> =
        attributes.into_iter().filter(|name| !page.contains(&format!("`dbtrace.{name}`"))).collect();
    assert!(missing.is_empty(), "describe dbtrace. {missing:?}");
}
