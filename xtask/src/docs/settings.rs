//! The page of settings, made of the docs of `TelemetryBuilder`.
//!
//! A test of `db-semconv` compares these docs with the declarations in `semconv/src/settings/declared.rs`: name, variable
//! and default.

use std::fmt::Write;
use std::fs;

use crate::{Result, cargo};

const SOURCE: &str = "semconv/src/settings/telemetry.rs";

const INTRODUCTION: &str = "\
<!-- Written by `cargo xtask docs --write` from the docs of `TelemetryBuilder`. Change those. -->

# Settings

Each setting is a method of `Telemetry::builder()`, and most have an environment variable. Code wins over the
environment. The variable is `DBTRACE_` with the name in capitals, unless the section of the setting says otherwise. The
environment is read once in a process. A wrong value gives a warning, and the setting keeps its default.

```rust,no_run
# fn main() -> Result<(), tokio_postgres::Error> {
use tokio_postgres::{Config, QueryText, Telemetry};

// For every client that is created later and is given no telemetry:
Telemetry::builder().query_text(QueryText::Off).require_parent(true).build().set_global();

// For the clients of one configuration:
let mut config: Config = \"host=localhost user=postgres\".parse()?;
config.telemetry(&Telemetry::builder().connect_spans(false).build());
# Ok(()) }
```

`Telemetry` is the same type in `pg-trace`, `redis-trace` and `diesel-trace`, so one telemetry serves all clients.
`Telemetry::disabled()` records nothing. Calls in OpenTelemetry's suppression scope are not recorded either.

These settings let data of your users leave the process: `query_text` (`parameterized`, `raw`), `query_parameters` and
`error_messages`. So does `double_quotes` if its value does not fit your server.

";

/// A method of the builder with its documentation.
struct Setting {
    name: String,
    /// As a table shows it: with backticks.
    default: String,
    variables: String,
    /// The docs without their last paragraph, which has the default and the variables.
    docs: String,
}

impl Setting {
    fn parse(name: &str, docs: &str) -> Result<Self> {
        let (text, fixed) = docs.trim_end().rsplit_once("\n\nDefault: ").ok_or_else(|| {
            format!("{SOURCE}: the docs of `{name}` do not end with a paragraph `Default: …`")
        })?;
        let fixed = fixed.trim_end_matches('.').replace('\n', " ");
        let (default, variables) = fixed.split_once(". Environment: ").unwrap_or((&fixed, ""));
        Ok(Self {
            name: name.to_owned(),
            default: default.to_owned(),
            variables: variables.to_owned(),
            docs: without_links(text)?,
        })
    }

    fn first_sentence(&self) -> String {
        let paragraph = self.docs.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        match paragraph.split_once(". ") {
            Some((sentence, _)) => format!("{sentence}."),
            None => paragraph,
        }
    }
}

/// Returns the text of the page.
pub(super) fn page() -> Result<String> {
    let path = cargo::root().join(SOURCE);
    let source = fs::read_to_string(path).map_err(|error| format!("{SOURCE}: {error}"))?;
    let settings = read(&source)?;
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| method | what it does |\n| --- | --- |\n");
    for setting in &settings {
        let (name, sentence) = (&setting.name, setting.first_sentence().replace('|', "\\|"));
        let _ = writeln!(page, "| [`{name}`](#{name}) | {sentence} |");
    }
    for Setting { name, docs, default, variables } in &settings {
        let environment = match variables.as_str() {
            "" => String::new(),
            variables => format!(" Environment: {variables}."),
        };
        let _ = write!(page, "\n## `{name}`\n\n{docs}\n\nDefault: {default}.{environment}\n");
    }
    Ok(page)
}

/// Reads the public methods of the builder, in the order of the source.
fn read(source: &str) -> Result<Vec<Setting>> {
    let (_, methods) = source.split_once("impl TelemetryBuilder {").ok_or("the builder has moved")?;
    let (methods, _) = methods.split_once("\n}").ok_or("the builder does not end")?;
    let mut settings = Vec::new();
    let mut docs = String::new();
    for line in methods.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            docs.push_str(doc.strip_prefix(' ').unwrap_or(doc));
            docs.push('\n');
        } else if let Some(signature) = line.strip_prefix("pub fn ") {
            let name = signature.split(['(', '<']).next().unwrap_or_default();
            if name != "build" {
                settings.push(Setting::parse(name, &docs)?);
            }
            docs.clear();
        }
    }
    Ok(settings)
}

/// Replaces links to items by their text, and links to pages of the crate by their address. Rust snippets get their language.
fn without_links(docs: &str) -> Result<String> {
    let mut text = String::new();
    let mut in_code = false;
    for line in docs.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            text.push_str(if in_code && line == "```" { "```rust" } else { line });
        } else if in_code {
            text.push_str(line);
        } else {
            line_without_links(line, &mut text)?;
        }
        text.push('\n');
    }
    Ok(text.trim_end().to_owned())
}

fn line_without_links(mut line: &str, text: &mut String) -> Result {
    while let Some((before, label, after)) = link(line) {
        text.push_str(before);
        let target = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        match target {
            None => text.push_str(label),
            Some(("crate::cardinality", _)) => {
                text.extend(["[", label, "](troubleshooting.md#series-are-missing)"]);
            }
            Some(("crate::sql_comments", _)) => {
                text.extend(["[", label, "](context.md#sql-comments)"]);
            }
            Some((item, _)) if item.contains("::") => text.push_str(label),
            Some((other, _)) => {
                return Err(format!("{SOURCE}: say in xtask/src/docs/settings.rs where {other} is"));
            }
        }
        line = target.map_or(after, |(_, rest)| rest);
    }
    text.push_str(line);
    Ok(())
}

/// Returns what is before a link, its label, and what is after the label.
fn link(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once('[')?;
    let (label, after) = rest.split_once(']')?;
    Some((before, label, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_without_a_default_is_an_error_that_names_it() {
        let source = "impl TelemetryBuilder {\n/// Records.\npub fn rows(mut self) -> Self {}\n}";
        let message = read(source).map(|_| ()).unwrap_err();
        assert!(message.contains("`rows`"), "{message}");
    }

    #[test]
    fn links_to_items_become_text_and_links_to_pages_stay() {
        let docs = "See [`Keys::Masked`], [keys](SqlComments::key) and [SQL comments](crate::sql_comments).";
        assert_eq!(
            without_links(docs).unwrap(),
            "See `Keys::Masked`, keys and [SQL comments](context.md#sql-comments)."
        );
        assert!(without_links("[page](page.md)").is_err());
    }
}
