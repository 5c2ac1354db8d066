//! The cases of all other tests, as texts to start from.

/// Every string of the other tests' sources that could be a statement.
pub(crate) fn statements() -> Vec<String> {
    const SOURCES: &[&str] = &[
        include_str!("generic.rs"),
        include_str!("limits.rs"),
        include_str!("mysql.rs"),
        include_str!("postgres.rs"),
        include_str!("secrets.rs"),
        include_str!("sqlite.rs"),
        include_str!("summaries.rs"),
    ];
    let mut statements: Vec<String> = SOURCES.iter().flat_map(|source| strings(source)).collect();
    let cases: serde_json::Value =
        serde_json::from_str(include_str!("../data/semconv-sql-cases.json")).expect("the file is JSON");
    let cases = cases["cases"].as_array().expect("the file has cases");
    statements.extend(cases.iter().filter_map(|case| case["input"].as_str()).map(str::to_owned));
    statements.sort();
    statements.dedup();
    statements
}

/// The string literals of a Rust source. Raw ones and escapes are read well enough for statements.
fn strings(source: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut characters = source.chars().peekable();
    let mut previous = ' ';
    while let Some(character) = characters.next() {
        if character == '"' && previous != '\'' {
            let is_raw = previous == 'r' || previous == '#';
            let mut string = String::new();
            while let Some(character) = characters.next() {
                match character {
                    '"' if previous == '#' && characters.peek() != Some(&'#') => string.push('"'),
                    '"' => break,
                    '\\' if !is_raw => match characters.next() {
                        Some('n') => string.push('\n'),
                        Some('r') => string.push('\r'),
                        Some('t') => string.push('\t'),
                        Some('0') => string.push('\0'),
                        Some('u') => {
                            let digits: String =
                                characters.by_ref().take_while(|digit| *digit != '}').collect();
                            let number = u32::from_str_radix(digits.trim_start_matches('{'), 16);
                            string.extend(number.ok().and_then(char::from_u32));
                        }
                        other => string.extend(other),
                    },
                    other => string.push(other),
                }
            }
            strings.push(string);
        }
        previous = character;
    }
    strings
}

#[test]
fn the_corpus_has_the_cases() {
    let statements = statements();
    assert!(statements.len() > 400, "{}", statements.len());
    for known in ["SELECT 'Ж\0Ж\u{1}', a", r"SELECT a, 'Ж\', 'Ж'", "SELECT a -- Ж\nFROM b"] {
        assert!(statements.iter().any(|statement| statement == known), "{known:?}");
    }
}
