//! The schema that a connection to PostgreSQL is set to when it is made.

/// Returns the first schema of the search path that the server's options set, as `db.namespace` shows it after the database.
///
/// The options are `-c search_path=…` or `--search_path=…`, and the last of them counts.
///
/// ```
/// use db_semconv::postgres::search_path_schema;
///
/// assert_eq!(search_path_schema("-c work_mem=1 -c search_path=sales,public"), Some("sales".to_owned()));
/// assert_eq!(search_path_schema("-c search_path=\"$user\",public"), None);
/// ```
pub fn search_path_schema(options: &str) -> Option<String> {
    let mut path = None;
    let mut words = words(options).into_iter();
    while let Some(word) = words.next() {
        let setting = match word.as_str() {
            "-c" => words.next().unwrap_or_default(),
            _ => match word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
                Some(setting) => setting.to_owned(),
                None => continue,
            },
        };
        if let Some((name, value)) = setting.split_once('=')
            && ["search_path", "search-path"].iter().any(|path| name.trim().eq_ignore_ascii_case(path))
        {
            path = Some(value.to_owned());
        }
    }
    let schema = path?.split(',').next()?.trim().trim_matches('"').to_owned();
    (!schema.is_empty() && schema != "$user").then_some(schema)
}

/// Words are separated by white space, which a backslash makes part of the word (the server's rule for `options`).
fn words(options: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut characters = options.chars();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(if character == '\\' { characters.next().unwrap_or('\\') } else { character });
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
