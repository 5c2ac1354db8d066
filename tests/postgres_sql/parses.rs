//! A sanitised statement is still a statement to PostgreSQL, once a constant stands for each `?`.

use db_testcontainers::Postgres;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use crate::{connect, sanitized};

/// One statement a line, unless the next line begins with a space. Operators that have a `?` in them are left out,
/// because they look like a hidden value.
const STATEMENTS: &str = include_str!("statements.sql");

/// No constant can stand everywhere: an interval is never a number, and a count of rows is never a string.
const CONSTANTS: [&str; 4] = ["'1'", "1", "TRUE", "x"];

/// Statements for which one constant for all places is not enough.
const KNOWN: [(&str, &str); 2] = [
    (
        "SELECT U&'d!0061t' UESCAPE '!'",
        "only U&'…' may stand before UESCAPE, and the text no longer shows that it did",
    ),
    ("SELECT interval(3) '1.5 seconds'", "a number stands in the brackets, and a string follows them"),
];

#[tokio::test]
async fn sanitized_statement_still_lexes_and_parses() {
    let postgres = Postgres::start().await.expect("a server");
    let client = connect(&postgres).await;
    let statements = STATEMENTS.replace("\n ", "\u{1}");
    let mut failures = Vec::new();
    let mut count = 0;
    for statement in statements.lines() {
        let statement = statement.replace('\u{1}', "\n ");
        if !parses(&client, &statement).await {
            failures.push(format!("{statement}\n      is none itself"));
        }
        count += 1;
        let sanitized = sanitized(&statement);
        let mut is_taken = false;
        for constant in CONSTANTS {
            is_taken = is_taken || parses(&client, &with_constants(&sanitized, constant)).await;
        }
        let reason = KNOWN.iter().find(|(known, _)| *known == statement);
        if is_taken == reason.is_some() {
            failures.push(format!("{statement}\n      -> {sanitized}"));
        }
    }
    assert!(failures.is_empty(), "{} of {count} are none:\n{}", failures.len(), failures.join("\n"));
    assert!(count > 100);
}

/// Whether the server's lexer and grammar take the text. It reads all of it before it runs the first statement, which
/// fails, so that nothing of it ever runs.
async fn parses(client: &Client, sql: &str) -> bool {
    let error = client.batch_execute(&format!("SELECT 1/0; {sql}")).await.expect_err("the division fails");
    error.code() == Some(&SqlState::DIVISION_BY_ZERO)
}

/// Puts a constant in the place of each `?` outside of quoted names.
fn with_constants(sanitized: &str, constant: &str) -> String {
    let parts = sanitized.split('"').enumerate();
    let parts =
        parts.map(
            |(at, part)| {
                if at % 2 == 0 { part.replace('?', &format!(" {constant} ")) } else { part.to_owned() }
            },
        );
    parts.collect::<Vec<_>>().join("\"")
}
