//! The examples in the documentation of a published package, as modules of a test binary.
//!
//! Rustdoc would compile them one by one, which takes half a second for each. Here they are compiled together.

/// An example of the documentation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Example {
    /// The file and the line where it begins, as an identifier.
    pub(super) name: String,
    /// Its lines, without what marks them as documentation.
    pub(super) text: String,
    /// `false` if it is only compiled.
    pub(super) runs: bool,
}

/// The examples in Rust of a source file that are meant to compile. `path` is relative to `src`.
pub(super) fn of(path: &str, source: &str) -> Vec<Example> {
    let module = path.trim_end_matches(".rs").replace('/', "_");
    let mut examples = Vec::new();
    let mut open: Option<(Option<Example>, String)> = None;
    for (number, line) in source.lines().enumerate() {
        let line = line.trim_start();
        let Some(text) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            open = None;
            continue;
        };
        let text = text.strip_prefix(' ').unwrap_or(text);
        match &mut open {
            Some((example, fence)) if text.trim() == fence => {
                examples.extend(example.take());
                open = None;
            }
            Some((example, _)) => {
                if let Some(example) = example {
                    example.text.push_str(unhidden(text));
                    example.text.push('\n');
                }
            }
            None => {
                let Some(words) = text.trim().strip_prefix("```") else { continue };
                let name = format!("{module}_{}", number + 1);
                let example = runs(words).map(|runs| Example { name, text: String::new(), runs });
                let fence: String = text.trim().chars().take_while(|character| *character == '`').collect();
                open = Some((example, fence));
            }
        }
    }
    examples
}

/// Whether an example with these words runs; `None` if it is not meant to compile, or is no Rust.
fn runs(words: &str) -> Option<bool> {
    let words: Vec<&str> = words.split([',', ' ']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [] | ["rust"] => Some(true),
        ["no_run"] | ["rust", "no_run"] => Some(false),
        _ => None,
    }
}

/// A line that the documentation does not show.
fn unhidden(line: &str) -> &str {
    match line.trim_start() {
        "#" => "",
        hidden => hidden.strip_prefix("# ").unwrap_or(line),
    }
}

/// A module with the example and a test that runs it. The names of the module `setup` are in reach, and what `own_setup`
/// adds to them.
pub(super) fn module(example: &Example, own_setup: &str) -> String {
    let Example { name, text, runs } = example;
    // The setup is shared, and reads no file of settings.
    let is_of_setup =
        |line: &str| ["include!(", "#![", "extern crate dotenvy"].iter().any(|word| line.starts_with(word));
    let own = |text: &str| {
        let lines = text.lines().filter(|line| !is_of_setup(line.trim_start()));
        lines.fold(String::new(), |body, line| body + line + "\n").replace("crate::", "self::")
    };
    let (own_setup, body) = (own(own_setup), own(text));
    let body = if body.contains("fn main()") { body } else { format!("fn main() {{\n{body}}}\n") };
    let mut module = format!("mod {name} {{\nuse crate::setup::*;\n{own_setup}{body}");
    if *runs {
        module += "#[test]\nfn example() { crate::succeeds(main()) }\n";
    }
    module + "}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
/// Text.
///
/// ```rust
/// # include!(\"../doctest_setup.rs\");
/// #
/// # fn main() {
///     #[allow(unused)]
///     let one = crate::one();
/// # }
/// ```
fn documented() {}

    //! ```no_run
    //! two();
    //! ```

/// ```ignore
/// not Rust
/// ```
/// ```compile_fail
/// fn
/// ```
";

    #[test]
    fn examples_in_rust_are_found_with_their_hidden_lines() {
        let examples = of("query/mod.rs", SOURCE);
        let found: Vec<_> = examples.iter().map(|example| (example.name.as_str(), example.runs)).collect();
        assert_eq!(found, [("query_mod_3", true), ("query_mod_13", false)]);
        assert_eq!(
            examples[0].text,
            "include!(\"../doctest_setup.rs\");\n\nfn main() {\n    #[allow(unused)]\n    let one = crate::one();\n}\n"
        );
    }

    #[test]
    fn example_becomes_a_module_with_a_test_if_it_runs() {
        let examples = of("query/mod.rs", SOURCE);
        assert_eq!(
            module(&examples[0], "include!(\"other.rs\");\nuse crate::users;\n"),
            "mod query_mod_3 {\nuse crate::setup::*;\nuse self::users;\n\nfn main() {\n    #[allow(unused)]\n    let one = self::one();\n}\n\
             #[test]\nfn example() { crate::succeeds(main()) }\n}\n"
        );
        assert_eq!(
            module(&examples[1], ""),
            "mod query_mod_13 {\nuse crate::setup::*;\nfn main() {\ntwo();\n}\n}\n"
        );
    }
}
