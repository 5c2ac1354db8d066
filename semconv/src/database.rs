//! Where: the database that a client is connected to.

use std::sync::Arc;

use crate::name;
use crate::parameters::Parameters;
use crate::query::Query;
use crate::settings::{Instrumentation, Settings, Telemetry};
use crate::signals::Signals;
use crate::strings::FixedAttributes;
use crate::strings::Label;
use crate::target::{System, Target};

/// A database and its telemetry, which all connections of a client share. Cheap to clone.
///
/// Each connection has a [`Session`](crate::Session) of it, which observes the calls.
#[derive(Clone, Debug)]
pub struct Database(pub(crate) Arc<DatabaseInner>);

#[derive(Debug)]
pub(crate) struct DatabaseInner {
    telemetry: Telemetry,
    /// None if the instrumentation is switched off.
    pub(crate) signals: Option<Arc<Signals>>,
    name: Label,
    system: System,
    namespace: Option<Label>,
    /// What spans and metrics share.
    pub(crate) attributes: Arc<FixedAttributes>,
    /// The same, with what the user adds to spans.
    pub(crate) span_attributes: FixedAttributes,
}

impl Database {
    /// Returns a database at `target`.
    pub fn new(
        telemetry: &Telemetry,
        instrumentation: Instrumentation,
        system: System,
        target: &Target,
    ) -> Self {
        let target = target.without_default_port(system);
        let attributes = target.attributes(system);
        Self(Arc::new(DatabaseInner {
            telemetry: telemetry.clone(),
            signals: telemetry.signals(instrumentation),
            name: name::of_target(&target, system),
            system,
            namespace: target.namespace.as_deref().map(Label::interned),
            attributes: telemetry.shared_attributes().share(attributes.iter().collect()),
            span_attributes: {
                let users = &telemetry.settings().attributes;
                attributes.iter().filter(|ours| !users.replace(&ours.key)).chain(users.iter()).collect()
            },
        }))
    }

    /// Analyses a text under the settings of the telemetry, or returns the analysis from the [cache](crate::sql::Cache).
    ///
    /// The text is not read if nothing is recorded.
    pub fn query(&self, sql: &str) -> Arc<Query> {
        let Some(signals) = &self.0.signals else { return Query::unknown() };
        let (dialect, shown) = (self.0.system.dialect(), self.settings().shown());
        let mut is_new = false;
        let analyze = || {
            is_new = true;
            Query::new(sql, dialect, shown)
        };
        let query = self.0.telemetry.queries().get_or_insert_with(sql, shown.options(dialect), analyze);
        if is_new
            && signals.has_instruments()
            && let Some(summary) = &query.summary
        {
            self.0.telemetry.summaries().add(summary.as_str());
        }
        query
    }

    /// Returns a place for the values of a call's parameters, or `None` unless the user opted in.
    #[inline]
    pub fn parameters(&self) -> Option<Parameters> {
        if self.settings().query_parameters { self.new_parameters() } else { None }
    }

    #[cold]
    fn new_parameters(&self) -> Option<Parameters> {
        self.is_enabled().then(|| Parameters::new(self.settings().query_text_limit))
    }

    /// Returns `true` if anything may be recorded: `false` if the instrumentation is switched off.
    #[inline]
    pub fn is_enabled(&self) -> bool {
        self.0.signals.is_some()
    }

    #[inline]
    pub(crate) fn settings(&self) -> &Settings {
        self.0.telemetry.settings()
    }

    pub(crate) fn telemetry(&self) -> &Telemetry {
        &self.0.telemetry
    }

    #[inline]
    pub(crate) fn signals(&self) -> Option<&Signals> {
        self.0.signals.as_deref()
    }

    #[inline]
    pub(crate) fn name(&self) -> &Label {
        &self.0.name
    }

    /// What names a pool of connections that the user gave no name.
    pub(crate) fn pool_name(&self) -> String {
        name::of_pool(&self.0.name, self.0.namespace.as_ref(), self.0.system)
    }

    pub(crate) fn system(&self) -> System {
        self.0.system
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
    use crate::settings::QueryText;

    fn database(telemetry: &Telemetry, system: System) -> Database {
        let instrumentation = Instrumentation { name: "test", version: "0", variable: "TEST" };
        Database::new(telemetry, instrumentation, system, &Target::new())
    }

    fn text(query: Arc<Query>) -> Option<String> {
        Operation::new(query).text().map(str::to_owned)
    }

    #[test]
    fn text_is_analysed_once_for_all_databases_of_a_telemetry_and_dialect() {
        let telemetry = Telemetry::builder().enabled(true).build();
        let first = database(&telemetry, System::MYSQL).query("SELECT 1");
        assert!(Arc::ptr_eq(&first, &database(&telemetry, System::MARIADB).query("SELECT 1")));
        assert!(!Arc::ptr_eq(&first, &database(&telemetry, System::SQLITE).query("SELECT 1")));
    }

    #[test]
    fn telemetries_with_other_settings_share_no_analysis() {
        let sql = "SELECT 1";
        let sanitized = Telemetry::builder().enabled(true).query_text(QueryText::Sanitized).build();
        let raw = Telemetry::builder().enabled(true).query_text(QueryText::Raw).build();
        for _ in 0..3 {
            let sanitized = text(database(&sanitized, System::POSTGRESQL).query(sql));
            assert_eq!(sanitized.as_deref(), Some("SELECT ?"));
            assert_eq!(text(database(&raw, System::POSTGRESQL).query(sql)).as_deref(), Some(sql));
        }
    }
}
