//! The checks of the fuzz targets on random bytes, so that each run of the tests reaches every piece of the grammar.
//!
//! `SQL_CASES=1000000 SQL_SEED=7 cargo test --release -p sql-checks --test random` checks more of them.

use std::env;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 33
    }

    fn bytes(&mut self) -> Vec<u8> {
        let count = 4 + self.next() % 60;
        (0..count).map(|_| self.next().to_le_bytes()[0]).collect()
    }
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

fn each_input(check: fn(&[u8])) {
    let mut random =
        Random(0x9e37_79b9_7f4a_7c15 ^ number("SQL_SEED").unwrap_or(1).wrapping_mul(0x2545_f491_4f6c_dd1d));
    for _ in 0..number("SQL_CASES").unwrap_or(4_000) {
        check(&random.bytes());
    }
}

#[test]
fn random_bytes_have_the_same_analysis_in_engine_and_oracle() {
    each_input(sql_checks::sql_analyze);
}

#[test]
fn random_statements_show_no_data() {
    each_input(sql_checks::sql_redact);
}
