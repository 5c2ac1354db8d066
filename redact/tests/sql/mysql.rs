//! Texts of MySQL and MariaDB.

use crate::check;
use db_redact::sql::Dialect::Mysql;

#[test]
fn strings_are_hidden_in_each_notation() {
    check::texts(
        Mysql,
        &[
            (r"SELECT 'Ж\'Ж', a", "SELECT ?, a"),
            (r#"SELECT "Ж\"Ж", a"#, "SELECT ?, a"),
            (r#"SELECT "Ж""Ж", a"#, "SELECT ?, a"),
            (r"SELECT 'Ж''Ж', a", "SELECT ?, a"),
            (r"SELECT 'Ж\\', a", "SELECT ?, a"),
            ("SELECT \"it's Ж\", a", "SELECT ?, a"),
            ("SELECT x'7F', X'7F', b'1', B'1', n'Ж', N'Ж', 0x7F, 0b1", "SELECT ?, ?, ?, ?, ?, ?, ?, ?"),
            ("SELECT _utf8'Ж', _utf8mb4 'Ж', _latin1\"Ж\"", "SELECT ?, _utf8mb4 ?, ?"),
            ("SELECT 'Ж' 'Ж'", "SELECT ? ?"),
            ("SELECT 'Ж' COLLATE utf8_bin", "SELECT ? COLLATE utf8_bin"),
            (r"SELECT \N, a", r"SELECT \N, a"),
            ("SELECT TRUE, FALSE, NULL", "SELECT ?, ?, NULL"),
            ("SELECT INTERVAL -7 DAY", "SELECT INTERVAL ? DAY"),
            ("SELECT {d '7-7-7'}", "SELECT {d ?}"),
        ],
    );
}

#[test]
fn names_and_parameters_are_shown() {
    check::texts(
        Mysql,
        &[
            ("SELECT `a``b`, `x'y` FROM `d`.`t`", "SELECT `a``b`, `x'y` FROM `d`.`t`"),
            ("SELECT ?, :name, @x, @@global.y, @`z`", "SELECT ?, :name, @x, @@global.y, @`z`"),
            ("SELECT @'Ж', @\"Ж\"", "SELECT @?, @?"),
            ("GRANT ALL ON d.* TO 'Ж'@'Ж'", "GRANT ALL ON d.* TO ?@?"),
            ("SELECT $a, a$b FROM t$", "SELECT $a, a$b FROM t$"),
            ("SELECT $$Ж$$, $a$ 'Ж' = 'Ж' $a$, b$$c", "SELECT ?, ?, b$$c"),
            (
                "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS $js$ return Ж + 'Ж'; $js$; SELECT a",
                "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT AS ?; SELECT a",
            ),
            ("SELECT 7abc, 7a$b", "SELECT ?, ?"),
            ("SELECT a->'$.Ж', a->>'$[7]'", "SELECT a->?, a->>?"),
            ("SELECT a::b, a:=7", "SELECT a::b, a:=?"),
            ("SELECT @a:=-7", "SELECT @a:=?"),
            ("a IN (?, ?)", "a IN (?, ?)"),
            ("a IN (?, 7)", "a IN (?)"),
            ("a IN (\"Ж\", 'Ж')", "a IN (?)"),
        ],
    );
}

#[test]
fn comments_are_removed() {
    check::texts(
        Mysql,
        &[
            ("SELECT a # Ж'\n, b", "SELECT a \n, b"),
            ("SELECT a -- Ж'\n, b", "SELECT a \n, b"),
            ("SELECT a --\tЖ", "SELECT a "),
            ("SELECT a --", "SELECT a "),
            ("SELECT a --b", "SELECT a --b"),
            ("SELECT 7--7", "SELECT ?-?"),
            ("SELECT 7--'Ж'", "SELECT ?--?"),
            ("SELECT a -- Ж\r, Ж\n, b", "SELECT a \n, b"),
            ("SELECT /* Ж /* Ж */ a", "SELECT  a"),
            ("SELECT /*! 7 */ a", "SELECT  a"),
            ("SELECT /*!50000 'Ж' */ a", "SELECT  a"),
            ("SELECT /*M! Ж */ a", "SELECT  a"),
            ("SELECT /*+ SET_VAR(x = 'Ж') */ a", "SELECT  a"),
            ("SELECT /*! '*/ Ж' */ a", "SELECT ?"),
            ("SELECT /*! Ж /* Ж */ Ж */ a", "SELECT ?"),
            ("SELECT /*! Ж -- */ Ж\n */ a", "SELECT ?"),
            ("SELECT 1 --/**/ Ж", "SELECT ? ?"),
        ],
    );
}

#[test]
fn text_that_is_not_certain_is_hidden_to_the_end() {
    check::texts(
        Mysql,
        &[
            (r"SELECT a, 'Ж\' FROM Ж", "SELECT a, ?"),
            ("SELECT a, \"Ж FROM t", "SELECT a, ?"),
            ("SELECT a, `Ж FROM t", "SELECT a, ?"),
            ("SELECT a /* Ж", "SELECT a ?"),
            ("SELECT a \\ Ж", "SELECT a ?"),
            // From MySQL 9.0 on, a string; before, a name and code.
            ("SELECT a, $$ it's Ж $$, 'Ж'", "SELECT a, ?"),
            ("SELECT a, $$ -- $$, 'Ж'", "SELECT a, ?"),
            ("SELECT a, $$ \" ' \" ' $$, ' AND Ж = '", "SELECT a, ?"),
            ("SELECT a /*! \" ' \" ' */, ' AND Ж = '", "SELECT a ?"),
            ("SELECT a, $b$ Ж $$ Ж $b$, c", "SELECT a, ?"),
            ("SELECT a, $b$ Ж", "SELECT a, ?"),
            ("SELECT a, $$Ж$$Ж", "SELECT a, ?"),
            ("SELECT a \\Nx Ж", "SELECT a ?"),
            // With `NO_BACKSLASH_ESCAPES`, the first string ends at its first inner quote.
            (r"SELECT a, 'Ж\', 'Ж'", "SELECT a, ?"),
            (r"SELECT a, 'Ж\', 'Ж' # '", "SELECT a, ?"),
            (r"SELECT a, 'Ж\' , ' Ж ', 'Ж'", "SELECT a, ?"),
            (r"SELECT 'it\'s Ж', 'he\'s Ж', b", "SELECT ?, ?, b"),
        ],
    );
}
