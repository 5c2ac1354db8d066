//! What a server returns as a string is hidden, whatever the server's setting says about backslashes.
//!
//! Each text is written for one of the two settings, and runs under both. A value that comes back was a string to the server. Its words
//! are nowhere else in the text, so that none of them may be shown: not by the server's dialect, and not as an unknown system's.

use std::fmt::Write as _;

use std::collections::BTreeSet;

use db_semconv::sql::Dialect::{self, Generic, Mysql, Postgres};
use db_semconv::sql::{Options, analyze, append_comment};
use db_testcontainers::MariaDb;
use mysql_async::prelude::Queryable;
use tokio_postgres::{NoTls, SimpleQueryMessage};

const TEXTS: usize = 3_000;

#[tokio::test]
async fn strings_of_postgresql_are_hidden_under_both_settings() {
    let postgres = db_testcontainers::Postgres::start().await.expect("a server");
    let (client, connection) = tokio_postgres::connect(postgres.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute("SET escape_string_warning = off").await.expect("a setting");
    let mut hidden = Hidden::default();
    for (setting, escapes) in [("on", false), ("off", true)] {
        client
            .batch_execute(&format!("SET standard_conforming_strings = {setting}"))
            .await
            .expect("a setting");
        for (sql, is_for_escapes) in texts(Postgres) {
            let Ok(messages) = client.simple_query(&sql).await else {
                assert_ne!(is_for_escapes, escapes, "{sql:?} is written for this setting");
                continue;
            };
            for message in messages {
                let SimpleQueryMessage::Row(row) = message else { continue };
                hidden.check(&sql, Postgres, (0..row.len()).filter_map(|column| row.get(column)));
            }
        }
    }
    hidden.assert_many();
}

#[tokio::test]
async fn strings_of_mariadb_are_hidden_under_both_settings() {
    let mariadb = MariaDb::start().await.expect("a server");
    let url = mariadb.create_database().await.expect("a database");
    let mut client = mysql_async::Conn::from_url(url).await.expect("a connection");
    let mut hidden = Hidden::default();
    for (setting, escapes) in [("", true), ("NO_BACKSLASH_ESCAPES", false)] {
        client.query_drop(format!("SET sql_mode = '{setting}'")).await.expect("a setting");
        for (sql, is_for_escapes) in texts(Mysql) {
            let Ok(rows) = client.query::<mysql_async::Row, _>(&*sql).await else {
                assert_ne!(is_for_escapes, escapes, "{sql:?} is written for this setting");
                continue;
            };
            for row in rows {
                let values = row.unwrap();
                let values: Vec<String> = values.into_iter().filter_map(mysql_async::from_value).collect();
                hidden.check(&sql, Mysql, values.iter().map(String::as_str));
            }
        }
    }
    client.disconnect().await.expect("the end of the connection");
    hidden.assert_many();
}

/// A comment that is appended stays outside of every string by either setting: the server returns the same values with and
/// without it, or refuses both texts.
#[tokio::test]
async fn commented_text_has_the_values_of_the_text_under_both_settings() {
    let postgres = db_testcontainers::Postgres::start().await.expect("a server");
    let (client, connection) = tokio_postgres::connect(postgres.url(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client.batch_execute("SET escape_string_warning = off").await.expect("a setting");
    for setting in ["on", "off"] {
        client
            .batch_execute(&format!("SET standard_conforming_strings = {setting}"))
            .await
            .expect("a setting");
        for (sql, commented) in commented(Postgres) {
            let plain = client.simple_query(&sql).await.ok().map(values);
            assert_eq!(client.simple_query(&commented).await.ok().map(values), plain, "{commented:?}");
        }
    }
    let mariadb = MariaDb::start().await.expect("a server");
    let url = mariadb.create_database().await.expect("a database");
    let mut client = mysql_async::Conn::from_url(url).await.expect("a connection");
    for setting in ["", "NO_BACKSLASH_ESCAPES"] {
        client.query_drop(format!("SET sql_mode = '{setting}'")).await.expect("a setting");
        for (sql, commented) in commented(Mysql) {
            let unwrap = |rows: Vec<mysql_async::Row>| {
                rows.into_iter().map(mysql_async::Row::unwrap).collect::<Vec<_>>()
            };
            let plain = client.query(&*sql).await.ok().map(unwrap);
            assert_eq!(client.query(&*commented).await.ok().map(unwrap), plain, "{commented:?}");
        }
    }
    client.disconnect().await.expect("the end of the connection");
}

/// The texts that get a comment, and the same with it.
fn commented(dialect: Dialect) -> Vec<(String, String)> {
    let pairs = [("application", "it's"), ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-b7-01")];
    let with_comment = |(sql, _): (String, bool)| {
        let commented = append_comment(&sql, Options::new(dialect, 0), &pairs)?;
        Some((sql, commented))
    };
    // By the other setting, a comment is open at the end. One that is appended would close it.
    let open = ["SELECT 'word1x\\' /*'", "SELECT 'word1x\\', ' /*'"].map(|sql| (sql.to_owned(), true));
    let commented: Vec<_> = texts(dialect).into_iter().chain(open).filter_map(with_comment).collect();
    assert!(commented.len() > TEXTS / 20, "{} texts", commented.len());
    commented
}

fn values(messages: Vec<SimpleQueryMessage>) -> Vec<Vec<Option<String>>> {
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect())
        }
        _ => None,
    });
    rows.collect()
}

/// The words that were looked for.
#[derive(Default)]
struct Hidden(BTreeSet<String>);

impl Hidden {
    fn check<'v>(&mut self, sql: &str, dialect: Dialect, values: impl Iterator<Item = &'v str>) {
        let words: Vec<&str> = values.flat_map(words).collect();
        for dialect in [dialect, Generic] {
            let analysis = analyze(sql, dialect, 0);
            for word in &words {
                let is_shown = analysis.text().contains(word) || analysis.summary().contains(word);
                assert!(!is_shown, "{dialect:?} shows {word} of {sql:?}: {:?}", analysis.text());
            }
        }
        self.0.extend(words.into_iter().map(str::to_owned));
    }

    /// The generator makes many texts that the server reads, and strings with words in them.
    fn assert_many(&self) {
        assert!(self.0.len() > TEXTS, "{} words", self.0.len());
    }
}

/// The words of a value: `word1x`, `word2x` …
fn words(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("word").filter_map(|(start, _)| {
        let length = value[start..].find('x')? + 1;
        Some(&value[start..start + length])
    })
}

/// Texts, and whether each is written for a server to which a backslash escapes. The same ones in each run.
fn texts(dialect: Dialect) -> Vec<(String, bool)> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut texts = Vec::new();
    for text in 0..TEXTS {
        let escapes = text % 2 == 0;
        texts.push((random.text(dialect, escapes), escapes));
    }
    texts
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    fn text(&mut self, dialect: Dialect, escapes: bool) -> String {
        let mut sql = "SELECT ".to_owned();
        for item in 0..2 + self.below(3) {
            if item > 0 {
                sql.push_str(", ");
            }
            sql += &self.string(dialect, escapes);
            sql.push_str(match (self.below(8), dialect) {
                (0, _) => " -- it's\n",
                (1, _) => " /* ' */",
                (2, Mysql) => " AS `it's`",
                (2, _) => " AS \"it's\"",
                (3, Mysql) => " # '\n",
                (3, _) => ", $$'$$, $a$ \\' $a$",
                (4, _) => " AS b",
                (5, Mysql) => ", \"'\"",
                _ => "",
            });
        }
        sql.push_str(self.pick(&["", "", " -- '", " -- \\'", " /* '\\ */"]));
        sql
    }

    /// A string whose value has words, quotes, backslashes and what else could start something.
    fn string(&mut self, dialect: Dialect, escapes: bool) -> String {
        let mut string = "'".to_owned();
        for _ in 0..self.below(5) {
            match self.below(4) {
                0 => _ = write!(string, "word{}x", self.below(1 << 30)),
                1 if escapes => string.push_str(self.pick(&["\\'", "''", "\\\\", "\\a"])),
                1 => string.push_str(self.pick(&["''", "\\", "\\", "\\''"])),
                2 => string.push_str(
                    self.pick(&[", ", " -- ", "/*", "*/", "\"", "#", "$$", " AS ", "\n", "(", ")"]),
                ),
                _ => string.push_str(self.pick(&["E", "1", " ", ";", "`", " b ", "||"])),
            }
        }
        string.push('\'');
        // Unless the prefix says that a backslash escapes, which it does for both settings.
        if dialect == Postgres && escapes && self.below(8) == 0 { format!("E{string}") } else { string }
    }
}
