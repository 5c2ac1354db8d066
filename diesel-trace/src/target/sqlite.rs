//! Files, `file:` URIs and `:memory:`.

use db_semconv::Target;

use super::location::decode;

/// The file's name without its folders is the namespace.
pub(crate) fn of(url: &str) -> Target {
    match name(url) {
        Some(name) if !name.is_empty() => Target::new().namespace(name),
        // A temporary database, or one of another system's.
        _ => Target::new(),
    }
}

/// None where it is in doubt: a text with an `=` may be a connection string, or parameters after a path that is no URI.
fn name(url: &str) -> Option<String> {
    // Diesel's own scheme stands for SQLite's.
    let uri = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("file:"));
    let path = match uri {
        Some(uri) => decode(uri.split(['?', '#']).next().unwrap_or_default())?,
        None if url.contains("://") => return None,
        None => url.into(),
    };
    (!path.contains('=')).then(|| file_name(&path).to_owned())
}

fn file_name(path: &str) -> &str {
    let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
    path.rsplit(separators).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_namespace_is_the_name_of_the_file() {
        for (url, namespace) in [
            (":memory:", ":memory:"),
            ("shop.db", "shop.db"),
            ("/data/shop.db", "shop.db"),
            ("../data/my shop?.db", "my shop?.db"),
            ("file:shop.db", "shop.db"),
            ("file:///data/shop.db?mode=ro&key=secret", "shop.db"),
            ("file://localhost/data/my%20shop.db#part", "my shop.db"),
            ("file::memory:?cache=shared", ":memory:"),
            ("sqlite://data/shop.db", "shop.db"),
        ] {
            assert_eq!(of(url), Target::new().namespace(namespace), "{url}");
        }
    }

    #[test]
    fn sqlite_text_that_may_be_no_path_has_no_namespace() {
        for url in [
            "/data/shop.db?key=zulu/zebra",
            "host=db password=my zulu dbname=shop",
            "host=db password=zulu/zebra's",
            "me:zulu@zebra",
        ] {
            assert_eq!(of(url), Target::new(), "{url}");
        }
    }

    #[test]
    fn temporary_sqlite_database_has_no_namespace() {
        assert_eq!(of(""), Target::new());
        assert_eq!(of("file:"), Target::new());
        assert_eq!(of("mysql://me:secret@db/shop"), Target::new());
    }
}
