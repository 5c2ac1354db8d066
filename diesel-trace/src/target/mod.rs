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
