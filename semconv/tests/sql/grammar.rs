//! Random statements that are mostly well-formed.

use crate::lexemes::LEXEMES;
use crate::random::Random;

/// Replaces each `<symbol>` of a production, chosen at random, by one of its own.
pub(crate) fn sentence(random: &mut Random, symbol: &str, sql: &mut String, depth: usize) {
    let Some((_, productions)) = STATEMENTS.iter().chain(LEXEMES).find(|(name, _)| *name == symbol) else {
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

/// From statements down to conditions.
const STATEMENTS: &[(&str, &[&str])] = &[
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
            "x.VALUES <rows>",
            "<name> AS values <rows>,<name>",
            "values <rows>",
            "<name>..<name>",
            "<name> TABLESAMPLE SYSTEM (<number>)",
            "unnest(<name>) WITH ORDINALITY AS t(x, y)",
            "TABLE(<name>(<value>))",
            "LATERAL (<select>) <name>",
            "<name> USE INDEX (<name>)",
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
            "<name> #>> <string> IS NULL",
            "<name> @> <string>",
            "<name> ?| ARRAY[<list>]",
            "<name> ?& <name> AND <name> ? <string>",
            "<number>\\<=/**/<number>",
            "<name>\\</**/<name>",
            "<name> -/**/- <number>",
            "<name>--<number>",
            "<name> !~ <string>",
            "<name> @@ <name>",
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
            " FETCH FIRST 5 ROWS ONLY",
            " WINDOW w AS (PARTITION BY <name>)",
            " INTO <name>",
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
            "WITH RECURSIVE <name> (a, b) AS (<select>) <statement>",
            "WITH RECURSIVE t AS (<select>) SEARCH DEPTH FIRST BY a, b SET c, u AS (SELECT * FROM t, v, u), v AS (<with>) <statement>",
            "WITH RECURSIVE t AS (<with>) SEARCH BREADTH FIRST BY a SET b CYCLE a, b SET c TO <value> DEFAULT <value> USING d <select>",
            "WITH t AS MATERIALIZED (<with>) SELECT * FROM t, <source>",
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
            "INSERT INTO <name> SET <name> = <value> ON DUPLICATE KEY UPDATE <name> = <value>",
            "INSERT INTO <name> <with>",
            "INSERT IGNORE <name> VALUES <rows>",
            "INSERT INTO <name> DEFAULT VALUES RETURNING (<select>)",
        ],
    ),
    (
        "update",
        &[
            "UPDATE <name> SET <name> = <value><where>",
            "UPDATE <name> <join> <name> ON <condition> SET <name> = <values>",
            "UPDATE ONLY <name> SET <name>=<value> FROM <source><where>",
            "UPDATE OR IGNORE <name> SET <name>=<value>",
            "UPDATE OR <name> values <rows>",
            "UPDATE LOW_PRIORITY <name>, <name> SET <name> = <value><where>",
        ],
    ),
    (
        "delete",
        &[
            "DELETE FROM <name><where>",
            "DELETE FROM <name> USING <source>, <name><where>",
            "DELETE a, b FROM <source>",
            "DELETE FROM <name> USING (<name> JOIN <name> USING (<name>)) <join> <name> USING (<name>)<where>",
            "MERGE INTO <name> USING (<source>) ON <condition> WHEN MATCHED THEN DELETE",
            "DELETE <name> WHERE <condition>",
            "DELETE QUICK FROM <name><where> RETURNING <value>",
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
            "START TRANSACTION",
            "RELEASE SAVEPOINT <name>",
            "SAVEPOINT <name>",
            "FETCH FORWARD <number> FROM <name>",
            "CLOSE <name>",
            "EXECUTE <name>(<values>)",
            "DEALLOCATE <name>",
            "LISTEN <name>",
            "NOTIFY <name>, <string>",
            "RESET <name>",
            "DESCRIBE <name>",
            "SET TIME ZONE <value>",
            "SET @a = <value>, <name> = <value>",
            "SET PASSWORD FOR <name> = <value>",
            "REVOKE ALL ON ALL TABLES IN SCHEMA <name> FROM <name>",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY <name>",
            "EXPLAIN (ANALYZE, FORMAT json) <statement>",
            "EXPLAIN QUERY PLAN <select>",
            "ANALYZE TABLE <name>, <name>",
            "CREATE UNIQUE INDEX IF NOT EXISTS <name> ON <name> (<name>)",
            "CREATE EVENT TRIGGER <name> ON <name>",
            "CREATE FOREIGN TABLE <name> (a int) SERVER <name>",
            "ALTER TABLE <name> ADD CONSTRAINT <name> CHECK (<condition>)",
            "ALTER SYSTEM SET <name>.<name> = <value>",
            "CREATE USER MAPPING FOR <name> OPTIONS (password <string>)",
            "CREATE DEFINER = <string>@<string> TRIGGER <name> BEFORE UPDATE ON <name> FOR EACH ROW BEGIN <update>; END",
            "ALTER USER <name> IDENTIFIED WITH <name> BY <value> REPLACE <value>",
            "CHANGE MASTER TO MASTER_PASSWORD=<value>, a=<value>",
            "CREATE DATABASE LINK <name> IDENTIFIED BY <value>",
            "COPY (<select>) TO <string> (FORCE_QUOTE (<name>, <name>), DELIMITER <string>)",
            "COPY <name> (<name>) FROM <string> WHERE (<condition>)",
            "PRAGMA <name> = <value>",
            "DO <string>",
            "<name> <value>",
            "LOCK TABLES <name> READ, <name> AS <name> WRITE",
            "SHOW FULL <name>",
            "CREATE FUNCTION <name>() RETURNS INT AS $$ <statement> $$",
            "CREATE FUNCTION <name>() RETURNS INT AS $a$ <value> $a$; <select>",
            "EXPLAIN <statement>",
            "EXPLAIN <name> <name> <other>",
            "CREATE TABLE <name> (<name> int ENCRYPT USING <string> IDENTIFIED BY <value>, <name> int)",
            "ADMINISTER KEY MANAGEMENT ALTER KEYSTORE PASSWORD IDENTIFIED BY <value> SET <value>",
            "CREATE USER <name> IDENTIFIED WITH sha256_password BY <value>",
        ],
    ),
];
