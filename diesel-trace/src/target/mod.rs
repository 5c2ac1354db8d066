//! Where: from the text that a connection is established with. Nothing is looked up, and what is in doubt is left out.

mod location;

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use db_semconv::{Failure, System, Target};
use diesel::result::Error;

use crate::outcome;

/// What the text alone says of a connection of unknown type.
pub(crate) struct Known {
    pub(crate) system: System,
    pub(crate) target: Target,
    pub(crate) failure: fn(&Error) -> Failure<'_>,
}

pub(crate) fn of_any(url: &str) -> Known {
    let is = |schemes: &[&str]| schemes.iter().any(|scheme| url.starts_with(scheme));
    if is(&["postgres://", "postgresql://"]) || postgres::is_pairs(url) {
        #[cfg(feature = "postgres_backend")]
        let failure = outcome::failure::<diesel::pg::Pg>;
        #[cfg(not(feature = "postgres_backend"))]
        let failure = outcome::failure_anywhere;
        return Known { system: System::POSTGRESQL, target: postgres::of(url), failure };
    }
    if is(&["mysql://"]) {
        #[cfg(feature = "mysql_backend")]
        let failure = outcome::failure::<diesel::mysql::Mysql>;
        #[cfg(not(feature = "mysql_backend"))]
        let failure = outcome::failure_anywhere;
        return Known { system: System::MYSQL, target: mysql::of(url), failure };
    }
    if !is(&["sqlite://"]) && url.contains("://") {
        return Known {
            system: System::OTHER_SQL,
            target: Target::new(),
            failure: outcome::failure_anywhere,
        };
    }
    #[cfg(feature = "sqlite")]
    let failure = outcome::failure::<diesel::sqlite::Sqlite>;
    #[cfg(not(feature = "sqlite"))]
    let failure = outcome::failure_anywhere;
    Known { system: System::SQLITE, target: sqlite::of(url), failure }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_string_with_an_unencoded_password_gives_no_part_of_the_password() {
        let forms: [fn(&str) -> String; 7] = [
            |password| format!("postgres://me:{password}@db.example.com:6432/shop"),
            |password| format!("postgresql://me:{password}@a:1,b/shop?sslmode=require"),
            |password| format!("mysql://me:{password}@db.example.com:3307/shop"),
            |password| format!("mysql://me:{password}@localhost/shop?unix_socket=/run/mysqld.sock"),
            |password| format!("host=db.example.com user=me password={password} dbname=shop"),
            |password| format!("file:/data/shop.db?key={password}"),
            |password| format!("/data/shop.db?key={password}"),
        ];
        let marks = ['@', ':', '/', '?', '#', ',', '%', ' ', '\'', '&', '='];
        let mut known = Vec::new();
        for (first, second) in marks.iter().flat_map(|first| marks.map(|second| (first, second))) {
            for form in forms {
                let url = form(&format!("zulu{first}zebra{second}zorro"));
                let target = format!("{:?}", of_any(&url).target);
                assert!(!target.contains('z'), "{url}: {target}");
                known.push(target);
            }
        }
        for part in ["db.example.com", "a:1,b:5432", "/run/mysqld.sock", "shop"] {
            assert!(known.iter().any(|target| target.contains(part)), "{part}");
        }
    }

    #[test]
    fn connection_string_determines_the_system() {
        for (url, system) in [
            ("postgres://db/shop", System::POSTGRESQL),
            ("postgresql:///shop", System::POSTGRESQL),
            ("host=db dbname=shop", System::POSTGRESQL),
            ("dbname = 'my shop'", System::POSTGRESQL),
            ("mysql://db/shop", System::MYSQL),
            ("sqlite://shop.db", System::SQLITE),
            ("file:shop.db?mode=ro", System::SQLITE),
            (":memory:", System::SQLITE),
            ("/data/shop.db", System::SQLITE),
            ("a=b.db", System::SQLITE),
            ("oracle://db/shop", System::OTHER_SQL),
        ] {
            assert_eq!(of_any(url).system, system, "{url}");
        }
    }
}
