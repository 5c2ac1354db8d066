//! The names of databases, as `db.system.name` has them.

use db_redact::sql::Dialect;

/// The databases among the conventions' that have a language of their own, in which SQL's quotes mean something else.
const NOT_SQL: [&str; 15] = [
    "aws.dynamodb",
    "azure.cosmosdb",
    "cosmosdb",
    "couchbase",
    "couchdb",
    "dynamodb",
    "elasticsearch",
    "geode",
    "hbase",
    "influxdb",
    "memcached",
    "mongodb",
    "neo4j",
    "opensearch",
    "redis",
];

/// The language of a database; that of an unknown one hides what the others read differently.
pub(crate) fn dialect(system: &str) -> Result<Dialect, String> {
    match system.to_ascii_lowercase().as_str() {
        "postgresql" | "postgres" => Ok(Dialect::Postgres),
        "mysql" | "mariadb" => Ok(Dialect::Mysql),
        "sqlite" => Ok(Dialect::Sqlite),
        "microsoft.sql_server" | "mssql" => Ok(Dialect::SqlServer),
        "oracle.db" | "oracle" => Ok(Dialect::Oracle),
        "redis" => Err("redis has commands, not SQL: give them as JSON lines of the kind redis".to_owned()),
        name => match NOT_SQL.iter().find(|known| **known == name) {
            Some(known) => Err(format!("{known} is not a SQL database")),
            None => Ok(Dialect::Generic),
        },
    }
}
