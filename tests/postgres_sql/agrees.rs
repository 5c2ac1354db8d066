//! Our sanitised texts against those that the server's own extension `pg_stat_statements` makes of the same statements.

use db_testcontainers::Postgres;
use tokio_postgres::Client;

use crate::{connect, sanitized};

const SCHEMA: &str = "
CREATE EXTENSION pg_stat_statements;
CREATE TABLE users (
    id int PRIMARY KEY, name text, active bool, amount numeric, born date, tags text[], numbers int[], data jsonb
);
CREATE TABLE orders (id int PRIMARY KEY, user_id int, state text, total numeric);
CREATE TABLE \"my table\" (\"my column\" int);
";

/// They agree on these but for the sign, `?` or `$1`.
const SAME: &[&str] = &[
    "SELECT 1",
    "SELECT 1, 1.5, .5, 1e10, 'a', 'it''s', E'it\\'s', U&'d\\0061t', B'101', X'1F'",
    "SELECT $$a 'b' $c$ $$, $tag$ $$ 'x' $tag$, $a$ $b$ $a$",
    "SELECT TRUE, FALSE, CURRENT_DATE",
    "SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00', INTERVAL '1 day', INTERVAL '1' DAY, bool 'yes'",
    "SELECT -1, (-2), id * -3 FROM users",
    "SELECT 'a' -- one\n  'b'",
    "SELECT id+1, id-1, id - 1, id + 2, id % 3, id ^ 4, -id FROM users",
    "SELECT '5'::int, 5::text, CAST('5' AS numeric), '{1,2}'::int[]",
    "SELECT ARRAY[1, 2, 3], ARRAY[[1, 2], [3, 4]], (ARRAY[1, 2])[1], tags[1], tags[1:2] FROM users",
    "SELECT data->'a', data->>'b', data#>'{a,b}', data#>>'{a}', data @> '{\"a\":1}', data - 'a' FROM users",
    "SELECT   name\n\tFROM users\n WHERE id = 7",
    "select NAME from Users where Id=7 and Name<>'x'",
    "SELECT name FROM users WHERE id = ANY ('{1,2}') OR id = ALL (ARRAY[1, 2])",
    "SELECT name FROM users WHERE id BETWEEN 1 AND 10 AND name LIKE 'a%' ESCAPE '!' AND name ILIKE 'b'",
    "SELECT name FROM users WHERE name ~ '^a' AND name !~* 'b' AND id <> 1 AND id != 2 AND id >= -3",
    "SELECT name FROM users WHERE active AND amount IS NULL AND id IS DISTINCT FROM 5",
    "SELECT name FROM users ORDER BY name DESC NULLS LAST LIMIT 10 OFFSET 20",
    "SELECT name FROM users OFFSET 5 ROWS FETCH FIRST 3 ROWS ONLY",
    "SELECT name FROM users WHERE id = 1 FOR UPDATE SKIP LOCKED",
    "SELECT u.name, o.total FROM users u JOIN orders o ON o.user_id = u.id AND o.state = 'paid' WHERE u.id = 1",
    "SELECT * FROM users u, LATERAL (SELECT * FROM orders WHERE user_id = u.id LIMIT 3) o",
    "SELECT * FROM generate_series(1, 10) AS n, unnest(ARRAY[1, 2]) WITH ORDINALITY AS u(x, i)",
    "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, name)",
    "SELECT \"my column\" AS \"a 'b' 1\" FROM \"my table\" WHERE \"my column\" = 5",
    "SELECT count(*), sum(amount) FILTER (WHERE amount > 10) FROM users GROUP BY active HAVING count(*) > 5",
    "SELECT row_number() OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING) FROM users",
    "SELECT lag(id, 1, 0) OVER w FROM users WINDOW w AS (ORDER BY name)",
    "SELECT id FROM users UNION ALL SELECT 1 EXCEPT SELECT 2",
    "SELECT CASE WHEN id = 1 THEN 'one' WHEN id > 2 THEN 'more' ELSE 'none' END FROM users",
    "SELECT COALESCE(name, 'none'), NULLIF(name, ''), GREATEST(id, 2) FROM users",
    "SELECT substring(name FROM 1 FOR 3), position('a' IN name), trim(both 'x' FROM name) FROM users",
    "SELECT now() AT TIME ZONE 'UTC', ROW(1, 'a') FROM users",
    "SELECT EXISTS (SELECT 1 FROM users WHERE id = 5), (SELECT max(id) FROM users WHERE name = 'x')",
    "SELECT make_interval(days => 10)",
    "WITH x AS (SELECT 1 AS a), y(b) AS MATERIALIZED (SELECT 'q') SELECT * FROM x, y WHERE a = 2",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT sum(n) FROM r",
    "WITH gone AS (DELETE FROM orders WHERE id < 10 RETURNING *) INSERT INTO orders SELECT * FROM gone",
    "INSERT INTO users (id, name, active) VALUES (1, 'a', TRUE), (2, 'b', FALSE)",
    "INSERT INTO users (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = 'c' WHERE users.id > 5",
    "INSERT INTO orders (id) SELECT id + 100 FROM users WHERE name = 'x' ON CONFLICT DO NOTHING RETURNING id",
    "INSERT INTO orders (id, state, total) VALUES (77, DEFAULT, -1.5)",
    "UPDATE users SET name = 'x', amount = amount + 1, (active, born) = (TRUE, '2000-01-01') WHERE id = 7",
    "UPDATE users u SET name = o.state FROM orders o WHERE o.id = 5 AND u.id = o.user_id RETURNING u.id",
    "UPDATE users SET tags[1] = 'z', data = '{}' WHERE id = 7",
    "DELETE FROM users WHERE id = 7 AND name = 'x'",
    "DELETE FROM users u USING orders o WHERE o.user_id = u.id AND o.total = 0 RETURNING *",
    "TABLE users",
];

/// They agree on these with a parameter too, whose value is 1.
const WITH_PARAMETER: &[&str] = &[
    "SELECT name FROM users WHERE id = $1 AND name = 'x'",
    "SELECT name, 5 FROM users WHERE id = $1::int + 2 LIMIT 3",
];

/// What PostgreSQL 18 and later put in the place of all but the first constant of a list or an array.
const SHORTENED: &str = "/*, ... */";

/// Ours, and theirs with `?` for the sign.
struct Different {
    sql: &'static str,
    ours: &'static str,
    theirs: &'static str,
    reason: &'static str,
}

const DIFFERENT: &[Different] = &[
    Different {
        sql: "SELECT name FROM users WHERE id IN (1, 2, 3)",
        ours: "SELECT name FROM users WHERE id IN (?)",
        theirs: "SELECT name FROM users WHERE id IN (?, ?, ?)",
        reason: "the conventions have such a list collapse, as PostgreSQL 18 does in its own way",
    },
    Different {
        sql: "SELECT NULL, id FROM users WHERE id = 1",
        ours: "SELECT NULL, id FROM users WHERE id = ?",
        theirs: "SELECT ?, id FROM users WHERE id = ?",
        reason: "NULL is no data about a person, and the conventions leave it",
    },
    Different {
        sql: "SELECT active, count(*) FROM users GROUP BY 1 ORDER BY 1",
        ours: "SELECT active, count(*) FROM users GROUP BY ? ORDER BY ?",
        theirs: "SELECT active, count(*) FROM users GROUP BY 1 ORDER BY 1",
        reason: "the server knows that a column is meant; to a lexer it is a number like others",
    },
    Different {
        sql: "SELECT amount::numeric(10, 2) FROM users",
        ours: "SELECT amount::numeric(?, ?) FROM users",
        theirs: "SELECT amount::numeric(10, 2) FROM users",
        reason: "the server knows that it is part of a type",
    },
    Different {
        sql: "SELECT name FROM users WHERE active IS TRUE",
        ours: "SELECT name FROM users WHERE active IS ?",
        theirs: "SELECT name FROM users WHERE active IS TRUE",
        reason: "the server knows that IS TRUE is an operator; the conventions hide booleans",
    },
    Different {
        sql: "SELECT EXTRACT(year FROM born) FROM users",
        ours: "SELECT EXTRACT(year FROM born) FROM users",
        theirs: "SELECT EXTRACT(? FROM born) FROM users",
        reason: "a keyword that the grammar turns into a string",
    },
    Different {
        sql: "SELECT 99+100, +1",
        ours: "SELECT ??, ?",
        theirs: "SELECT ?+?, +?",
        reason: "the conventions take a sign before a number for part of it",
    },
    Different {
        sql: "SELECT U&'d!0061t' UESCAPE '!'",
        ours: "SELECT ? UESCAPE ?",
        theirs: "SELECT ? UESCAPE '!'",
        reason: "the escape character is a string of its own to a lexer",
    },
    Different {
        sql: "SELECT id /* 'x' */ FROM users -- y\nWHERE id = 1",
        ours: "SELECT id  FROM users \nWHERE id = ?",
        theirs: "SELECT id /* 'x' */ FROM users -- y\nWHERE id = ?",
        reason: "comments are removed, as some tools put values there",
    },
];

#[tokio::test]
async fn redaction_agrees_with_pg_stat_statements() {
    let preload = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=off"];
    let postgres = Postgres::start_own_with(&preload).await.expect("a server with pg_stat_statements");
    let client = connect(&postgres).await;
    client.batch_execute(SCHEMA).await.expect("the tables");
    let mut failures = Vec::new();
    let same = SAME.iter().map(|sql| (*sql, false)).chain(WITH_PARAMETER.iter().map(|sql| (*sql, true)));
    for (sql, has_parameter) in same {
        let (ours, theirs) = (with_one_sign(&sanitized(sql)), normalized(&client, sql, has_parameter).await);
        if ours != theirs && !theirs.contains(SHORTENED) {
            failures.push(format!("{sql}\n    ours:   {ours}\n    theirs: {theirs}"));
        }
    }
    for Different { sql, ours, theirs, reason } in DIFFERENT {
        let (our, their) = (sanitized(sql), normalized(&client, sql, false).await);
        if our != *ours || (their != *theirs && !their.contains(SHORTENED)) {
            failures
                .push(format!("{sql}: not as is known ({reason})\n    ours:   {our}\n    theirs: {their}"));
        }
    }
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
}

/// Runs the statement, and returns the text that the extension keeps of it.
async fn normalized(client: &Client, sql: &str, has_parameter: bool) -> String {
    client.batch_execute("SELECT pg_stat_statements_reset()").await.expect("a reset");
    if has_parameter {
        client.query(sql, &[&1_i32]).await.map(drop).expect(sql);
    } else {
        client.batch_execute(sql).await.expect(sql);
    }
    let rows = client
        .query("SELECT query FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'", &[])
        .await
        .expect("the texts");
    assert_eq!(rows.len(), 1, "{sql}");
    with_one_sign(rows[0].get(0))
}

/// `$1` and its like become `?`. No text here has a dollar in a name.
fn with_one_sign(text: &str) -> String {
    let mut parts = text.split('$');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + "?" + part.trim_start_matches(|character: char| character.is_ascii_digit())
    })
}
