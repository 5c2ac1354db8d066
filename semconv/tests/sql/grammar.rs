//! Random statements that are mostly well-formed.

use crate::random::Random;

/// Replaces each `<symbol>` of a production, chosen at random, by one of its own.
pub(crate) fn sentence(random: &mut Random, symbol: &str, sql: &mut String, depth: usize) {
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
