//! The SQL of a query that diesel shows together with its values.

use std::fmt::{self, Write as _};

use diesel::connection::DebugQuery;

/// The text alone. The values are not even formatted: the writing is stopped where they are announced.
///
/// Should diesel ever announce them in another way, they are in a comment, which a redacted text has none of.
pub(crate) fn without_values(query: &dyn DebugQuery) -> String {
    let mut text = BeforeValues(String::new());
    // The error is our own.
    let _ = write!(text, "{query}");
    text.0
}

struct BeforeValues(String);

impl fmt::Write for BeforeValues {
    fn write_str(&mut self, fragment: &str) -> fmt::Result {
        if fragment == " -- binds: " {
            return Err(fmt::Error);
        }
        self.0.push_str(fragment);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diesel_query_without_values_keeps_its_whole_text() {
        let query = diesel::connection::StrQueryHelper::new("SELECT ' -- binds: ' FROM users");
        assert_eq!(without_values(&query), "SELECT ' -- binds: ' FROM users");
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn diesel_query_text_is_taken_without_its_values() {
        use diesel::prelude::*;

        diesel::table! { users { id -> Integer, name -> Text, } }
        let query = users::table.filter(users::name.eq("secret -- binds: ")).select(users::id);
        let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&query);
        assert!(shown.to_string().contains("secret"));
        assert_eq!(without_values(&shown), "SELECT `users`.`id` FROM `users` WHERE (`users`.`name` = ?)");
    }
}
