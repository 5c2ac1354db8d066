//! Texts of a database that is not known: what the dialects disagree on is hidden.

use crate::check;
use db_redact::sql::Dialect::Generic;

#[test]
fn text_that_all_dialects_read_alike_is_kept() {
    check::texts(
        Generic,
        &[
            ("SELECT 'Ж', N'Ж', X'7F', E'Ж', U&'Ж', _utf8'Ж'", "SELECT ?, ?, ?, ?, ?, ?"),
            ("SELECT \"a\", `b`, [c d]", "SELECT ?, `b`, [c d]"),
            ("SELECT $1, ?, :a, @p1, @@x, $b, a::text", "SELECT $1, ?, :a, @p1, @@x, $b, a::text"),
            ("SELECT ?7, :7, @7", "SELECT ??, :?, @?"),
            ("SELECT $$Ж$$, $a$Ж$a$", "SELECT ?, ?"),
            ("SELECT ARRAY['Ж', 'Ж'], a[7:7]", "SELECT ARRAY[?, ?], a[?:?]"),
            ("SELECT a --Ж\n, b -- Ж'\n", "SELECT a \n, b \n"),
            ("SELECT a /* Ж */, b /*! Ж */", "SELECT a , b "),
            ("SELECT { ts '7-7-7' }", "SELECT { ts ? }"),
            (r"SELECT 'Ж\\'", "SELECT ?"),
            ("SELECT 7 FROM a WHERE b IN (7, 7)", "SELECT ? FROM a WHERE b IN (?)"),
        ],
    );
}

#[test]
fn text_that_dialects_read_differently_is_hidden_to_the_end() {
    check::texts(
        Generic,
        &[
            (r"SELECT a, 'Ж\', 'Ж'", "SELECT a, ?, ?"),
            (r"SELECT a, 'Ж\'Ж'", "SELECT a, ?"),
            (r#"SELECT a, "Ж\" Ж""#, "SELECT a, ?"),
            ("SELECT a # Ж\n", "SELECT a ?"),
            ("SELECT a --'Ж\n Ж', 'b'", "SELECT a ?"),
            ("SELECT a -- b\r Ж\n", "SELECT a ?"),
            ("SELECT a /* Ж /* Ж */ Ж */", "SELECT a ?"),
            ("SELECT a /*! '*/ Ж' */", "SELECT a ?"),
            ("SELECT a, q'[it's Ж]'", "SELECT a, ?"),
            ("SELECT a, [it's Ж], 'Ж'", "SELECT a, ?"),
            ("SELECT a, [Ж", "SELECT a, ?"),
            // A name, and a string.
            ("SELECT a, [$b$], 'Ж $b$ ] AND Ж = '", "SELECT a, ?"),
            ("SELECT [\" ' \" '], ' AND Ж = '", "SELECT ?"),
            ("SELECT [$a$], 'Ж $a$ ] AND Ж = '", "SELECT ?"),
            ("SELECT a, 7$b$ Ж $b$", "SELECT a, ?"),
            ("SELECT a \\ Ж", "SELECT a ?"),
        ],
    );
}
