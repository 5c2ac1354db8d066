//! The other way in: the events that diesel reports to an instrumentation.

use std::collections::VecDeque;
use std::fmt;

use db_semconv::control::CONNECT;
use db_semconv::{Database, Failure, Observation, Operation, Outcome, Session, System, Target, Telemetry};
use diesel::connection::{DebugQuery, Instrumentation, InstrumentationEvent};
use diesel::result::Error;

use crate::suppression::is_quiet;
use crate::{outcome, sql_text, target};

/// The most queries that may be under way on a connection that [pipelines](Instrument::pipelining). If there are more, the
/// oldest one counts as a query whose future was dropped.
const MOST_OPEN: usize = 16;

/// Returns an instrumentation for any connection of diesel or diesel-async: a span for each query that diesel reports.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::prelude::*;
///
/// // For one connection, with the URL of its server:
/// let mut connection = diesel::SqliteConnection::establish(":memory:").expect("a database");
/// connection.set_instrumentation(diesel_trace::instrument().url(":memory:"));
/// # }
///
/// // Or for all connections that are established later, which report their URL:
/// diesel::connection::set_default_instrumentation(|| Some(Box::new(diesel_trace::instrument())))
///     .expect("no thread panicked meanwhile");
/// ```
///
/// Prefer the connection's type ([`Traced`](crate::Traced)) if you can: diesel reports less to an instrumentation.
///
/// * There are no numbers of rows, returned or affected, and no values of parameters, even if you opt in: diesel reports all
///   values of a query in one text.
/// * A query ends when diesel reports its end. With PostgreSQL's default that is before you read its rows; with SQLite and
///   with row by row loading, when the rows were dropped, drained or not; with diesel-async, before the rows are streamed;
///   with `copy_to`, before the data is read.
/// * With diesel-async a query begins when its future is created, not when it is polled. A dropped future is recorded as
///   [cancelled](Instrument::pipelining) when the next query begins, and so is a load whose values cannot be sent.
/// * A connection has room for one instrumentation: if you set another, this one is gone.
/// * A default instrumentation learns the server of its connection. Otherwise name the server by [`Instrument::url`].
/// * The class of an error is recorded if diesel reports it, its code only if the URL is known.
pub fn instrument() -> Instrument {
    Instrument::with(&Telemetry::global())
}

/// The [`Instrumentation`] that [`instrument`] makes.
pub struct Instrument {
    telemetry: Telemetry,
    session: Session,
    failure: fn(&Error) -> Failure<'_>,
    connecting: Observation<'static>,
    open: VecDeque<Open>,
    most_open: usize,
    held: Observation<'static>,
}

/// A query that has begun.
struct Open {
    text: String,
    observation: Observation<'static>,
}

impl Instrument {
    /// One with a telemetry of its own.
    pub fn with(telemetry: &Telemetry) -> Self {
        let session = session(telemetry, System::OTHER_SQL, &Target::new());
        Self::new(telemetry.clone(), session, outcome::failure_anywhere)
    }

    /// Returns the instrumentation for a connection that records most calls itself.
    pub(crate) fn of_session(session: Session, failure: fn(&Error) -> Failure<'_>) -> Self {
        // Only an instrumentation that receives the event of the connect needs one.
        Self::new(Telemetry::global(), session, failure)
    }

    fn new(telemetry: Telemetry, session: Session, failure: fn(&Error) -> Failure<'_>) -> Self {
        Self {
            telemetry,
            session,
            failure,
            connecting: Observation::none(),
            open: VecDeque::new(),
            most_open: 1,
            held: Observation::none(),
        }
    }

    /// Sets the URL that the connection was established with. Only the server and the database of it are kept.
    #[must_use]
    pub fn url(mut self, url: &str) -> Self {
        self.set_url(url);
        self
    }

    /// For a connection of diesel-async's that pipelines its queries. Their ends are distinguished by their text.
    ///
    /// By default, a query that begins while another is under way shows that the other was given up.
    #[must_use]
    pub fn pipelining(mut self) -> Self {
        self.most_open = MOST_OPEN;
        self
    }

    fn set_url(&mut self, url: &str) {
        let known = target::of_any(url);
        self.failure = known.failure;
        self.session = session(&self.telemetry, known.system, &known.target);
    }

    /// `hold` leaves it to [`take_held`](Self::take_held) to end a query that succeeded.
    pub(crate) fn hear(&mut self, event: &InstrumentationEvent<'_>, hold: bool) {
        if is_quiet() {
            return;
        }
        match event {
            InstrumentationEvent::StartQuery { query, .. } => self.start(*query),
            InstrumentationEvent::FinishQuery { query, error, .. } => {
                let Some(mut observation) = self.finished(*query) else { return };
                match error {
                    Some(error) => observation.finish(Outcome::failure((self.failure)(error))),
                    None if hold => self.held = observation,
                    None => observation.finish(Outcome::success()),
                }
            }
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.set_url(url);
                self.connecting = self.session.start(|| Operation::of(&CONNECT)).into_owned();
            }
            InstrumentationEvent::FinishEstablishConnection { error, .. } => {
                let connecting = std::mem::replace(&mut self.connecting, Observation::none());
                connecting.end(error.map_or_else(Outcome::success, |error| {
                    Outcome::failure(outcome::connection_failure(error, self.failure))
                }));
            }
            // Transactions are reported a second time, by the queries that begin and end them.
            _ => {}
        }
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn take_held(&mut self) -> Observation<'static> {
        std::mem::replace(&mut self.held, Observation::none())
    }

    fn start(&mut self, query: &dyn DebugQuery) {
        // While no query is under way, only a span needs the text.
        if !self.open.is_empty() {
            let text = sql_text::without_values(query);
            if is_type_lookup(&text) {
                return;
            }
            while self.open.len() >= self.most_open {
                self.open.pop_front();
            }
        }
        let mut text = String::new();
        let observation = self.session.start(|| {
            text = sql_text::without_values(query);
            Operation::new(self.session.database().query(&text))
        });
        if observation.is_active() {
            let observation = observation.into_owned();
            self.open.push_back(Open { text, observation });
        }
    }

    fn finished(&mut self, query: &dyn DebugQuery) -> Option<Observation<'static>> {
        if self.open.is_empty() {
            return None;
        }
        let text = sql_text::without_values(query);
        let index = self.open.iter().position(|open| open.text == text)?;
        self.open.remove(index).map(|open| open.observation)
    }
}

impl Instrumentation for Instrument {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        self.hear(&event, false);
    }
}

impl fmt::Debug for Instrument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Instrument")
            .field("session", &self.session)
            .field("open", &self.open.len())
            .finish_non_exhaustive()
    }
}

fn session(telemetry: &Telemetry, system: System, target: &Target) -> Session {
    Session::new(Database::new(telemetry, crate::INSTRUMENTATION, system, target))
}

/// PostgreSQL's types are looked up by a query in the midst of the one that needs them.
fn is_type_lookup(text: &str) -> bool {
    text.starts_with(r#"SELECT "pg_type"."oid", "pg_type"."typarray" FROM "#)
}
