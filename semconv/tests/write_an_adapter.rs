//! The page "Write an adapter" shows the adapter that is run.

const PAGE: &str = include_str!("../src/write_an_adapter.md");
const ADAPTER: &str = include_str!("../examples/adapter/adapter.rs");

#[test]
fn adapter_page_snippets_are_cut_from_the_example() {
    let adapter = without_indentation(ADAPTER);
    let snippets: Vec<String> = PAGE
        .split("```rust,ignore\n// adapter.rs\n")
        .skip(1)
        .map(|rest| without_indentation(rest.split("```").next().expect("the end of a snippet")))
        .collect();
    assert_eq!(PAGE.matches("```rust").count(), snippets.len(), "each snippet names its file");
    for snippet in snippets {
        assert!(adapter.contains(&snippet), "this is not in adapter.rs:\n{snippet}");
    }
}

fn without_indentation(code: &str) -> String {
    code.lines().flat_map(|line| [line.trim(), "\n"]).collect()
}
