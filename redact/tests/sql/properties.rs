//! Random statements whose data is marked, and random soups of fragments.

use crate::check::{properties, shows_no_data};
use crate::dialects::DIALECTS;
use crate::fragments::FRAGMENTS;
use db_redact::sql::Dialect::{self, Generic, Mysql, Postgres, Sqlite};
use db_redact::sql::{analyze, truncate};

/// Statements with `#` for a literal, `%` for a number and `_` for white space.
const STATEMENTS: &[&str] = &[
    "SELECT_#, a, %_FROM_t_WHERE b = #_AND c IN (#, %, #)_ORDER BY %",
    "SELECT_a-%,_a_-_%, (b)+%, -%_FROM_t_LIMIT_%",
    "INSERT INTO_t (a, b)_VALUES (#,_%), (%,_#)",
    "INSERT INTO_t_SELECT_#,_%_FROM_u_WHERE_a LIKE # AND b = %",
    "UPDATE_t_SET_a = #,_b = b + %_WHERE_c_=_# OR d IN (%)",
    "DELETE FROM_t_WHERE_a = #;_SELECT_#_FROM_u",
    "WITH x AS_(SELECT_#_AS y_FROM_t)_SELECT_#_FROM_x,_u_WHERE_y <> %",
    "SELECT_f(#, %), CASE_WHEN a = # THEN % ELSE # END_FROM_t",
    "SET_x = #",
    "SET x TO_%",
    "CREATE USER_u PASSWORD_#",
    "CREATE USER_u IDENTIFIED BY_# REQUIRE SSL",
    "CALL_p(#,_%)",
    "CREATE TABLE_t (a varchar(%) DEFAULT_#, b int CHECK (b > %))",
    "COPY_t FROM_# WITH (DELIMITER #, NULL #)",
    "EXPLAIN_SELECT_# FROM_t WHERE_a = DATE # AND b > INTERVAL # AND c = #",
    "#",
    "%",
    "SELECT_#_FROM_\"q\"_WHERE_a BETWEEN_%_AND_-%",
];

/// What data can look like. The marks are what must not be seen.
const CONTENTS: &[&str] = &[
    "Ж", "7", "Ж Ж", " ", "''", "--", "/*", "*/", "$", "$$", ";", "\n", " FROM Ж", "SELECT ", "\"", "`", "(",
    ")", "[", "]", ", ", "#", "E", "\\\\", "\r", "\u{0}", "…", "=",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn content(&mut self, more: &[&str]) -> String {
        let count = self.below(5);
        (0..count).map(|_| if self.below(4) == 0 { self.pick(more) } else { self.pick(CONTENTS) }).collect()
    }

    fn literal(&mut self, dialect: Dialect) -> String {
        match (dialect, self.below(6)) {
            (Postgres | Generic, 0) => format!("E'{}'", self.content(&["\\'", "\\Ж", "\\\\"])),
            (Postgres | Generic, 1) => format!("$q${}$q$", self.content(&["'", "\\"])),
            (Postgres, 2) => format!("'{}'\n '{}'", self.content(&["\\"]), self.content(&["\\'' "])),
            (Postgres, 3) => format!("U&'{}'", self.content(&["\\0417", "\\"])),
            (Mysql, 0) => format!("\"{}\"", self.content(&["'", "\\Ж"]).replace('"', "\"\"")),
            (Mysql, 1) => format!("_utf8'{}'", self.content(&["\\'"])),
            (Postgres | Mysql | Generic, 4) => format!("N'{}'", self.content(&["Ж"])),
            (Mysql, 2 | 3) => format!("'{}'", self.content(&["\\'", "\\Ж", "\""])),
            (_, 5) => "x'7F'".to_owned(),
            (Sqlite | Postgres, _) => format!("'{}'", self.content(&["\\", "\\Ж"])),
            _ => format!("'{}'", self.content(&["Ж"])),
        }
    }

    fn number(&mut self) -> &'static str {
        self.pick(&["7", "-7", "7.7", ".7", "7.", "7e7", "7e-7", "0x7F", "7_7", "7abc", "+7", "7.7.7.7"])
    }

    fn space(&mut self, dialect: Dialect) -> String {
        let body = self.pick(&["Ж", "7", "Ж''Ж", " ", "Ж;", "Ж\"Ж\""]);
        match (self.below(8), dialect) {
            (0, _) => format!("/*{body}*/"),
            (1, _) => format!(" -- {body}\n"),
            (2, Mysql) => format!("#{body}\n"),
            (3, Postgres) => format!("/*{body}/*Ж*/ Ж*/"),
            (4, Mysql) => format!("/*!{body}*/"),
            (5, _) => "\n\t".to_owned(),
            _ => " ".to_owned(),
        }
    }

    fn statement(&mut self, dialect: Dialect) -> String {
        let mut sql = String::new();
        for character in self.pick(STATEMENTS).chars() {
            match character {
                '#' => sql.push_str(&self.literal(dialect)),
                '%' => sql.push_str(self.number()),
                '_' => sql.push_str(&self.space(dialect)),
                other => sql.push(other),
            }
        }
        sql
    }
}

#[test]
fn no_statement_shows_its_data() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for dialect in DIALECTS {
        for _ in 0..500 {
            let sql = random.statement(dialect);
            properties(dialect, &sql);
            let limit = 1 + random.below(sql.len() + 8);
            let analysis = analyze(&sql, dialect, limit);
            assert!(analysis.text().len() <= limit);
            shows_no_data(&analysis, &sql);
        }
    }
}

#[test]
fn a_statement_for_an_unknown_database_shows_no_data() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for dialect in [Postgres, Mysql, Sqlite] {
        for _ in 0..10_000 {
            let sql = random.statement(dialect);
            shows_no_data(&analyze(&sql, Generic, 0), &sql);
        }
    }
}

#[test]
fn a_statement_for_a_server_with_other_settings_shows_no_data() {
    let mut random = Random(0xda94_2042_e4dd_58b5);
    for _ in 0..20_000 {
        // `standard_conforming_strings = off`
        let sql = plain(
            &mut random,
            &["\\'", "\\\\", "Ж", " Ж", "7 ", ", ", "--", "Ж''Ж", "\\'\\'", "\n", " AS ", "("],
        );
        shows_no_data(&analyze(&sql, Postgres, 0), &sql);
        // `NO_BACKSLASH_ESCAPES`
        let sql = plain(
            &mut random,
            &["\\", "\\\\", "Ж", " Ж", "7 ", ", ", "-- ", "Ж''Ж", "\\''", "\n", " AS ", "("],
        );
        shows_no_data(&analyze(&sql, Mysql, 0), &sql);
    }
}

fn plain(random: &mut Random, contents: &[&str]) -> String {
    let mut sql = String::new();
    for character in random
        .pick(&["SELECT #, # FROM t WHERE a = # AND b IN (#, #)", "INSERT INTO t VALUES (#, #)"])
        .chars()
    {
        if character == '#' {
            let count = random.below(4);
            let content: String = (0..count).map(|_| random.pick(contents)).collect();
            sql.extend(["'", &content, "'"]);
        } else {
            sql.push(character);
        }
    }
    sql
}

#[test]
fn a_soup_of_fragments_causes_no_panic() {
    let mut random = Random(0x0123_4567_89ab_cdef);
    for _ in 0..15_000 {
        let count = random.below(24);
        let sql: String = (0..count).map(|_| random.pick(FRAGMENTS)).collect();
        for dialect in DIALECTS {
            let analysis = analyze(&sql, dialect, 0);
            assert!(analysis.text().len() <= sql.len().max(1), "{dialect:?} {sql:?}");
            assert_eq!(
                analyze(analysis.text(), dialect, 0).text(),
                analysis.text(),
                "twice, {dialect:?}: {sql:?}"
            );
            let limit = 1 + random.below(40);
            let cut = analyze(&sql, dialect, limit);
            assert_eq!(cut.text(), truncate(analysis.text(), limit), "{dialect:?} {sql:?}");
            assert_eq!(cut.summary(), analysis.summary(), "{dialect:?} {sql:?}");
        }
    }
}
