//! The engine finds what the oracle finds: in each case and its beginnings, and in random texts.
//!
//! `SQL_CASES=5000000 SQL_SEED=7 cargo test --release -p db-semconv --test sql differential` runs more of the latter.

use std::borrow::Cow;
use std::env;

use db_semconv::sql::{Dialect, analyze, analyze_with, sanitize};

use crate::corpus;
use crate::random::Random;

const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite, Dialect::Generic];

/// How many texts each test makes: in an ordinary run, some 30,000 in all, each in eight ways.
fn cases() -> usize {
    number("SQL_CASES").unwrap_or(6_000)
}

fn random() -> Random {
    let seed = number("SQL_SEED").unwrap_or(1);
    Random(0x9e37_79b9_7f4a_7c15 ^ (seed as u64).wrapping_mul(0x2545_f491_4f6c_dd1d))
}

fn number(variable: &str) -> Option<usize> {
    env::var(variable).ok()?.parse().ok()
}

fn oracle(dialect: Dialect) -> sql_oracle::Dialect {
    match dialect {
        Dialect::Postgres => sql_oracle::Dialect::Postgres,
        Dialect::Mysql => sql_oracle::Dialect::Mysql,
        Dialect::Sqlite => sql_oracle::Dialect::Sqlite,
        _ => sql_oracle::Dialect::Generic,
    }
}

fn agree(sql: &str, dialect: Dialect, limit: usize) {
    let expected = sql_oracle::analyze(sql, oracle(dialect), limit);
    let found = analyze(sql, dialect, limit);
    let context = || format!("{dialect:?}, limit {limit}: {sql:?}");
    assert_eq!(found.text, expected.text, "text, {}", context());
    assert_eq!(found.summary, expected.summary, "summary, {}", context());
    assert_eq!(found.operation(), expected.operation.as_deref(), "operation, {}", context());
    assert_eq!(found.collection(), expected.collection.as_deref(), "collection, {}", context());
    assert_eq!(found.stored_procedure(), expected.stored_procedure.as_deref(), "procedure, {}", context());
    assert_eq!(found.has_parameters, expected.has_parameters, "parameters, {}", context());
    analyze_with(sql, dialect, limit, |found| {
        assert_eq!((found.text, found.summary), (&*expected.text, &*expected.summary), "with, {}", context());
        assert_eq!(found.operation(), expected.operation.as_deref(), "with, {}", context());
    });
    let text = sanitize(sql, dialect, limit);
    assert_eq!(text, expected.text, "sanitize, {}", context());
    let is_unchanged = expected.text == sql;
    let may_own = sql.contains('?');
    assert!(matches!(text, Cow::Borrowed(_)) == is_unchanged || may_own, "borrowed, {}", context());
}

fn agree_in_all(sql: &str, random: &mut Random) {
    for dialect in DIALECTS {
        agree(sql, dialect, 0);
        agree(sql, dialect, 1 + random.below(sql.len() + 4));
    }
}

#[test]
fn on_all_cases_and_their_beginnings() {
    for sql in corpus::statements() {
        for (end, _) in sql.char_indices().chain([(sql.len(), ' ')]) {
            let beginning = &sql[..end];
            for dialect in DIALECTS {
                for limit in [0, 1, 5, 24, sql.len()] {
                    agree(beginning, dialect, limit);
                }
            }
        }
    }
}

/// What random texts have found.
#[test]
fn on_texts_that_were_once_wrong() {
    for sql in [
        "SELECT0 a PASSWORD  VALID",
        "SELECT a -/* c */\u{b} b",
        "INSERT INTO t VALUES (a, null), (NULL , NULL) RETURNING b",
        "INSERT INTO t VALUES (a), (NULL), (1, b)",
        "SELECT a FROM x.VALUES (1), ( null), (3, b)",
        "UPDATE OR x values (1), (null), (2)",
        "CREATE VIEW a AS SELECT b/* c */; SELECT 1",
        "SELECT a[1/* c */; SELECT 2",
        "/**//**/;/**/-- a\n;SET x = 1/**/;/**/",
    ] {
        for dialect in DIALECTS {
            for limit in [0, 1, 9, 30] {
                agree(sql, dialect, limit);
            }
        }
    }
}

/// What lies on the border of the window is cut off in the midst of a token.
#[test]
fn on_texts_that_are_longer_than_the_window() {
    let mut random = random();
    let corpus = corpus::statements();
    for _ in 0..(cases() / 10).min(20_000) {
        let statement = &corpus[random.below(corpus.len())];
        let limit = 1 + random.below(60);
        // The statement starts just before the end of the window, filled up with code or with one comment.
        let room = db_semconv::sql::WINDOW + limit - random.below(statement.len() + 1);
        let filled = match random.below(3) {
            0 => format!("{}{statement} {statement}", " ".repeat(room)),
            1 => format!("/*{}*/{statement} {statement}", "x".repeat(room.saturating_sub(4))),
            _ => format!("VALUES {}{statement} {statement}", "(1, 'abc'), ".repeat(room / 12)),
        };
        for dialect in DIALECTS {
            agree(&filled, dialect, limit);
        }
    }
}

#[test]
fn on_mutations_of_the_cases() {
    let mut random = random();
    let corpus = corpus::statements();
    for _ in 0..cases() {
        let one = &corpus[random.below(corpus.len())];
        let other = &corpus[random.below(corpus.len())];
        let sql = match random.below(4) {
            0 => format!("{one};{other}"),
            1 => format!("{one} {other}"),
            _ => one.clone(),
        };
        let sql = random.mutated(&sql);
        agree_in_all(&sql, &mut random);
    }
}

#[test]
fn on_a_soup_of_fragments() {
    let mut random = random();
    for _ in 0..cases() {
        let count = random.below(24);
        let sql: String = (0..count).map(|_| random.pick(FRAGMENTS)).collect();
        agree_in_all(&sql, &mut random);
    }
}

#[test]
fn on_sentences_of_a_grammar() {
    let mut random = random();
    for _ in 0..cases() {
        let mut sql = String::new();
        sentence(&mut random, "statement", &mut sql, 0);
        if random.below(3) == 0 {
            sql.push_str("; ");
            sentence(&mut random, "statement", &mut sql, 0);
        }
        agree_in_all(&sql, &mut random);
        let sql = random.mutated(&sql);
        agree_in_all(&sql, &mut random);
    }
}

/// Replaces each `<symbol>` of a production, chosen at random, by one of its own.
fn sentence(random: &mut Random, symbol: &str, sql: &mut String, depth: usize) {
    let Some((_, productions)) = GRAMMAR.iter().find(|(name, _)| *name == symbol) else {
        panic!("no symbol {symbol}");
    };
    // The first production of each symbol ends soon.
    let production = if depth > 12 { productions[0] } else { random.pick(productions) };
    let mut rest = production;
    while let Some((before, behind)) = rest.split_once('<') {
        // An operator is written as `\<`.
        if let Some(before) = before.strip_suffix('\\') {
            sql.push_str(before);
            sql.push('<');
            rest = behind;
            continue;
        }
        let (inner, behind) = behind.split_once('>').expect("a symbol ends");
        sql.push_str(before);
        sentence(random, inner, sql, depth + 1);
        rest = behind;
    }
    sql.push_str(rest);
}

const GRAMMAR: &[(&str, &[&str])] = &[
    (
        "statement",
        &[
            "<select>",
            "<select>",
            "<with>",
            "<insert>",
            "<insert>",
            "<update>",
            "<delete>",
            "<other>",
            "(<select>) UNION (<select>)",
            "EXPLAIN <select>",
            "VALUES <rows>",
            "<select>;<insert>",
        ],
    ),
    (
        "select",
        &[
            "SELECT <value><from>",
            "SELECT <values><from><where><tail>",
            "select<space><value> from <source>",
            "SELECT <value> FROM <source><where> UNION ALL <select>",
            "SELECT (<select>)<from>",
            "SELECT DISTINCT ON (<name>) <value> FROM <source>, <source><where>",
        ],
    ),
    (
        "from",
        &["", " FROM <source>", " FROM <source> <join> <source> ON <condition>", " FROM <source>, <source>"],
    ),
    ("join", &["JOIN", "LEFT JOIN", "STRAIGHT_JOIN", "CROSS APPLY", "NATURAL JOIN LATERAL"]),
    (
        "source",
        &[
            "<name>",
            "<name> AS <name>",
            "<name> <name>",
            "ONLY <name>",
            "(<select>) <name>",
            "<name>(<values>)",
            "(<name> JOIN <name> USING (<name>))",
            "(VALUES <rows>) v(a, b)",
            "ROWS FROM (<name>(<value>))",
            "x.VALUES (1), (2), (3, <name>)",
            "a AS values (1),(2),(<name>),<name>",
            "<name>..<name>",
        ],
    ),
    ("where", &["", " WHERE <condition>", "<space>WHERE<space><condition> AND <condition>"]),
    (
        "condition",
        &[
            "<name> = <value>",
            "<name>=<value>",
            "<name> IN (<values>)",
            "<name> in(<values>)",
            "<name> NOT IN (<list>)",
            "<name> IN (<list>, <value>)",
            "<name> IS NOT DISTINCT FROM <value>",
            "EXISTS (<select>)",
            "<name> BETWEEN <value> AND <value>",
            "<name> LIKE <string> ESCAPE '\\'",
            "<condition> OR <condition>",
            "<name> IN (<select>)",
            "<name> IN<space>(<space><list><space>)",
            "<name> \\< <value>",
            "<name> ->> <string> = <value>",
        ],
    ),
    (
        "tail",
        &[
            "",
            " ORDER BY <name>, 1",
            " LIMIT <number>",
            " GROUP BY <name> HAVING <condition>",
            " FOR UPDATE OF <name>",
            " OFFSET -1",
        ],
    ),
    (
        "with",
        &[
            "WITH <name> AS (<select>) SELECT * FROM <name>",
            "WITH RECURSIVE t AS (<select> UNION SELECT * FROM t), u (a, b) AS NOT MATERIALIZED (<select>) <select>",
            "WITH t AS (<insert> RETURNING *) <update>",
            "WITH values (a) AS (VALUES <rows>), b AS (<delete>) <insert>",
            "WITH t AS (VALUES <rows>), (1), (2) <select>",
            "WITH values (1), (2), u AS (<select>) SELECT a FROM u",
        ],
    ),
    (
        "insert",
        &[
            "INSERT INTO <name> VALUES <rows>",
            "INSERT INTO <name> (<name>, <name>) VALUES<space><rows> ON CONFLICT (<name>) DO UPDATE SET <name> = <value>",
            "INSERT INTO <name> <select>",
            "INSERT OR REPLACE INTO <name> VALUES <rows>",
            "REPLACE INTO <name> VALUES(<values>)",
            "INSERT INTO <name> VALUES <rows>, <rows> RETURNING <name>",
            "INSERT INTO values <rows>",
            "MERGE INTO <name> USING <source> ON <condition> WHEN MATCHED THEN UPDATE SET <name> = <value>",
        ],
    ),
    (
        "update",
        &[
            "UPDATE <name> SET <name> = <value><where>",
            "UPDATE <name> <join> <name> ON <condition> SET <name> = <values>",
            "UPDATE ONLY <name> SET <name>=<value> FROM <source><where>",
        ],
    ),
    (
        "delete",
        &[
            "DELETE FROM <name><where>",
            "DELETE FROM <name> USING <source>, <name><where>",
            "DELETE a, b FROM <source>",
            "DELETE <name> WHERE <condition>",
        ],
    ),
    (
        "other",
        &[
            "BEGIN",
            "COMMIT",
            "ROLLBACK TO SAVEPOINT <name>",
            "SET <name> = <value>",
            "SET LOCAL <name> TO <values>",
            "SHOW <name>",
            "CREATE TABLE <name> (<name> int DEFAULT <value>, CHECK (<condition>))",
            "CREATE VIEW <name> AS <select>",
            "CREATE USER <name> PASSWORD <value>",
            "ALTER ROLE <name> SET <name> TO <values>",
            "DROP TABLE <name>, <name>",
            "COPY <name> FROM STDIN WITH (FORMAT <value>, NULL <string>)",
            "PRAGMA <name>(<value>)",
            "CALL <name>(<values>)",
            "DECLARE <name> CURSOR FOR <select>",
            "PREPARE <name> AS <select>",
            "LOCK TABLE <name>, <name> IN SHARE MODE",
            "LOCK <name> IN (<list>), <name>",
            "TRUNCATE <name>, <name>",
            "GRANT SELECT ON <name> TO <name> IDENTIFIED BY <value>",
            "DROP USER <name> PASSWORD <value>",
            "VACUUM (FULL) <name> (<name>), <name>",
            "ANALYZE <name> VALUES <rows>, <name>",
            "{call <name>(<values>)}",
            "ATTACH <string> AS <name> KEY <name>",
            "CREATE FUNCTION <name>() BEGIN <select>; <delete>; END",
            "EXPLAIN FORMAT = <value> <select>",
            "<values> <select>",
            "INSERT OR ; INTO <name>; <select>",
        ],
    ),
    (
        "rows",
        &[
            "(<values>)",
            "(<list>)",
            "(<list>), (<list>),(<list>)",
            "(<list>),(<values>) , ( <list> ), (<list>)",
            "(<list>), (<list>), <rows>",
        ],
    ),
    (
        "list",
        &[
            "<plain>",
            "<plain>,<plain>",
            "<plain>, <plain>, <plain>",
            "<plain> ,<plain>,<list>",
            "<plain>,<list>",
        ],
    ),
    (
        "plain",
        &["1", "'a'", "2.5", "-7", "NULL", "null", "'a long string that is plain'", "''", "0", "12.", "'é'"],
    ),
    ("values", &["<value>", "<value>, <value>", "<value>,<values>", "<value> , <list>"]),
    (
        "value",
        &[
            "<name>",
            "<number>",
            "<string>",
            "$1",
            "?",
            ":a",
            "@b",
            "NULL",
            "TRUE",
            "false",
            "<name>.<name>",
            "<name>(<value>)",
            "<value>::int[]",
            "ARRAY[<values>]",
            "<value> + <number>",
            "- <number>",
            "(<value>)",
            "CASE WHEN <condition> THEN <value> END",
            "<name>[<number>:<number>]",
            "<value><comment>",
            "[<value>",
            "DATE <string>",
            "x'7f'",
            "EXTRACT(year FROM <name>)",
            "<name>-1",
            "<string> <name>",
        ],
    ),
    ("number", &["1", "-1", "2.5", ".5", "1e-5", "0x1F", "1_000", "7abc", "+7", "12..3", "1$a$", "- 5"]),
    (
        "string",
        &[
            "'a'",
            "''",
            "'it''s'",
            "'a\\'b'",
            "'a\\'",
            "E'a\\'b'",
            "$$a$$",
            "$q$it's$q$",
            "U&'a' UESCAPE '!'",
            "N'x'",
            "\"s\"",
            "'a'\n 'b'",
            "'a' -- c\n'b'",
            "_utf8'x'",
            "'some text of more than eight bytes'",
            "'open",
            "'O'Brien'",
            "'\\\\'",
            "b'1'",
            "'a' 'b'",
            "'x",
            "e'\\\\'",
        ],
    ),
    (
        "name",
        &[
            "t",
            "users",
            "public.users",
            "\"Q t\"",
            "`b`",
            "[br]",
            "größe",
            "a1",
            "a$b",
            "\"a\"\"b\"",
            "x . y",
            "values",
            "password",
            "\u{a0}1",
            "select",
            "in",
            "t",
            "u",
            "T",
            "\"T\"",
            "\"it's\"",
            "from",
            "table",
            "set",
            "user_password",
            "identified",
            "as",
            "only",
        ],
    ),
    (
        "space",
        &["", " ", "\n", "\t ", "/* c */", " -- c\n", "/*!c*/", "#c\n", "/* it's */", "/*a*//*b*/", "\r\n"],
    ),
    ("comment", &["/* c */", "-- c\n", "/* 'c' */", "--\r", "/*+ h */", "# c\n", "/* open", "/*a/*b*/c*/"]),
];

const FRAGMENTS: &[&str] = &[
    "'",
    "''",
    "\"",
    "`",
    "$",
    "$$",
    "$a$",
    "$1",
    "?",
    ":",
    "::",
    "@",
    "@@",
    "\\",
    "--",
    "-- ",
    "/*",
    "*/",
    "/*!",
    "#",
    "\n",
    "\r",
    " ",
    " ",
    " ",
    "(",
    ")",
    ",",
    ";",
    "=",
    ".",
    "-",
    "+",
    "7",
    ".7",
    "7e-7",
    "0x",
    "a",
    "e",
    "E'",
    "U&'",
    "U&\"",
    "q'",
    "x'",
    "N'",
    "_u'",
    "IN (",
    "SET ",
    " TO ",
    "PASSWORD ",
    "IDENTIFIED BY ",
    "COPY ",
    "FROM ",
    "WITH ",
    "AS ",
    "SELECT ",
    "INSERT ",
    "INTO ",
    "UPDATE ",
    "DELETE ",
    "CREATE ",
    "TABLE ",
    "ALTER ",
    "PRAGMA ",
    "NULL",
    "TRUE",
    "BEGIN ",
    "EXPLAIN ",
    "CALL ",
    "JOIN ",
    "USING ",
    "DISTINCT ",
    "GRANT ",
    "ON ",
    "ROWS FROM (",
    "ATTACH ",
    "KEY ",
    "\u{feff}",
    "\u{a0}",
    "\0",
    "ß",
    "…",
    "LOCK ",
    "MERGE ",
    "VALUES ",
    "VALUES (1),",
    "(1, 'a')",
    ",(2)",
    "DROP ",
    "RECURSIVE ",
    "{",
    "}",
    "*",
    "/",
    "[",
    "]",
    "'abc'",
    "'abc', ",
    "1, ",
    "IN",
    "OR ",
    "FORMAT = ",
    "MATERIALIZED ",
    "ANALYZE ",
    "LIMIT ",
    "a.b",
    "\"a\"",
    "ONLY ",
    "LATERAL ",
    "IS ",
    "OPEN_PASSWORD",
    "REPLACE ",
    "CURSOR FOR ",
    "PREPARE ",
    "DECLARE ",
    "WHERE ",
];
