//! Redis commands as operations: alone, in pipelines and in transactions.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::database::Database;
use crate::name;
use crate::operation::{Describe, Operation};
use crate::query::{Class, Query};
use crate::redis::{self, Command, Identity, Options, Reading};
use crate::session::Session;
use crate::settings::{Instrumentation, QueryText, Settings, Telemetry};
use crate::sql::Kind;
use crate::strings::scratch;
use crate::target::{System, Target};

/// The way in which commands are sent together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batch {
    /// One after the other, without waiting for answers.
    Pipeline,
    /// Between `MULTI` and `EXEC`.
    Transaction,
}

/// A [`Session`] of a connection to Redis, which describes commands.
#[derive(Clone, Debug)]
pub struct RedisSession {
    session: Session,
    /// Shared by all sessions of a client.
    queries: Arc<CommandQueries>,
}

impl RedisSession {
    /// Returns a session of the first connection to the Redis at `target`.
    pub fn new(telemetry: &Telemetry, instrumentation: Instrumentation, target: &Target) -> Self {
        let database = Database::new(telemetry, instrumentation, System::REDIS, target);
        Self { session: Session::new(database), queries: Arc::default() }
    }

    /// Returns a session of another connection to the same Redis.
    #[must_use]
    pub fn sibling(&self) -> Self {
        Self { session: self.session.sibling(), queries: Arc::clone(&self.queries) }
    }

    /// Describes a command by its arguments, which are read only if something may record the command.
    ///
    /// ```
    /// # use db_semconv::{Instrumentation, Outcome, RedisSession, Target, Telemetry};
    /// # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
    /// let session = RedisSession::new(&Telemetry::global(), instrumentation, &Target::new());
    /// let arguments = [b"SET".as_slice(), b"user:7", b"Ada"];
    /// // A span `SET redis`, with db.query.text = "SET user:7 ?".
    /// session.start(session.command(arguments.into_iter())).end(Outcome::success());
    /// ```
    pub fn command<'a, 'b, I>(&'a self, arguments: I) -> impl Describe<'a>
    where
        I: Iterator<Item = &'b [u8]> + Clone,
    {
        CommandCall { session: self, arguments }
    }

    /// Describes `size` commands that are sent together.
    ///
    /// One command in a pipeline is a command like others. An empty pipeline sends nothing, and is not observed.
    pub fn commands<'a, 'b, F, J, I>(&'a self, batch: Batch, size: usize, commands: F) -> impl Describe<'a>
    where
        F: Fn() -> J,
        J: Iterator<Item = I>,
        I: Iterator<Item = &'b [u8]> + Clone,
    {
        BatchCall { session: self, batch, size, commands }
    }

    #[inline]
    fn command_query<'a>(
        &'a self,
        form: Form,
        identity: &Identity<'_>,
        procedure: Option<&str>,
    ) -> Cow<'a, Arc<Query>> {
        let is_known = procedure.is_none() && identity.static_name().is_some();
        if let Some(command) = identity.command().filter(|_| is_known) {
            return Cow::Borrowed(self.queries.get(form, Some(command), self));
        }
        Cow::Owned(match identity.name() {
            Some(name) => Arc::new(self.new_query(form, Some(&name), procedure)),
            None => Query::unknown(),
        })
    }

    fn new_query(&self, form: Form, command: Option<&str>, procedure: Option<&str>) -> Query {
        let operation = name::of_batch(form.prefix(), command);
        let target = procedure.unwrap_or(self.database().name().as_str());
        let operation_and_target = name::of_operation(&operation, target);
        Query::operation(&operation, Class::Statement, operation_and_target)
            .with_stored_procedure(procedure)
            .with_kind(form.kind(command))
    }
}

impl Deref for RedisSession {
    type Target = Session;

    #[inline]
    fn deref(&self) -> &Session {
        &self.session
    }
}

struct CommandCall<'a, I> {
    session: &'a RedisSession,
    arguments: I,
}

impl<'a, 'b, I> Describe<'a> for CommandCall<'a, I>
where
    I: Iterator<Item = &'b [u8]> + Clone,
{
    fn describe(self, with_text: bool) -> Operation<'a> {
        let Self { session, arguments } = self;
        let Some(reading) = Reading::begin(arguments) else {
            return Operation::new(Query::unknown());
        };
        let identity = *reading.identity();
        let text = || session.database().settings().command_text(reading);
        let text = with_text.then(text).flatten();
        let query = session.command_query(Form::Command, &identity, identity.stored_procedure());
        Operation::from_query(query).with_text(text).blocking(identity.is_blocking())
    }
}

struct BatchCall<'a, F> {
    session: &'a RedisSession,
    batch: Batch,
    size: usize,
    commands: F,
}

impl<'a, 'b, F, J, I> Describe<'a> for BatchCall<'a, F>
where
    F: Fn() -> J,
    J: Iterator<Item = I>,
    I: Iterator<Item = &'b [u8]> + Clone,
{
    fn describe(self, with_text: bool) -> Operation<'a> {
        let Self { session, batch, size, commands } = self;
        if let (Batch::Pipeline, 1, Some(arguments)) = (batch, size, commands().next()) {
            return CommandCall { session, arguments }.describe(with_text);
        }
        let form = Form::of(batch);
        let query = match common(commands().take(size)) {
            Some((identity, procedure)) => session.command_query(form, &identity, procedure),
            None => Cow::Borrowed(session.queries.get(form, None, session)),
        };
        let text = || session.database().settings().commands_text(commands().take(size));
        Operation::from_query(query)
            .with_text(with_text.then(text).flatten())
            .with_batch_size(size)
            .nothing(batch == Batch::Pipeline && size == 0)
    }
}

/// The command that all are, under one name, and the script or function that all call.
fn common<'b, I>(mut commands: impl Iterator<Item = I>) -> Option<(Identity<'b>, Option<&'b str>)>
where
    I: Iterator<Item = &'b [u8]> + Clone,
{
    let first = redis::identify(commands.next()?);
    let name = first.name()?;
    let mut procedure = first.stored_procedure();
    commands
        .all(|arguments| {
            let other = redis::identify(arguments);
            procedure = procedure.filter(|procedure| other.stored_procedure() == Some(procedure));
            other.name().is_some_and(|other| other == name)
        })
        .then_some((first, procedure))
}

impl Settings {
    #[inline]
    fn command_text<'b, I>(&self, command: Reading<'b, I>) -> Option<Cow<'static, str>>
    where
        I: Iterator<Item = &'b [u8]> + Clone,
    {
        let options = self.redis_options();
        let has_values = self.has_redis_values()?;
        if let Some(text) = command.static_text(&options) {
            return Some(Cow::Borrowed(text));
        }
        scratch::written(|text| {
            if has_values { command.raw_into(&options, text) } else { command.sanitize_into(&options, text) }
        })
    }

    fn commands_text<'b, I>(&self, commands: impl Iterator<Item = I>) -> Option<Cow<'static, str>>
    where
        I: Iterator<Item = &'b [u8]> + Clone,
    {
        let options = self.redis_options();
        let has_values = self.has_redis_values()?;
        scratch::written(|text| {
            if has_values {
                redis::raw_pipeline_into(commands, &options, text);
            } else {
                redis::sanitize_pipeline_into(commands, &options, text);
            }
        })
    }

    fn redis_options(&self) -> Options {
        Options { limit: self.query_text_limit, keys: self.masked_keys }
    }

    /// Returns `true` if texts show values, and `None` if there are no texts.
    fn has_redis_values(&self) -> Option<bool> {
        match self.query_text {
            QueryText::Sanitized | QueryText::Parameterized => Some(false),
            QueryText::Raw => Some(true),
            QueryText::Off => None,
        }
    }
}

/// What stands before a command's name.
#[derive(Clone, Copy, Debug)]
enum Form {
    Command,
    Pipeline,
    Transaction,
}

impl Form {
    const COUNT: usize = 3;

    fn of(batch: Batch) -> Self {
        match batch {
            Batch::Pipeline => Self::Pipeline,
            Batch::Transaction => Self::Transaction,
        }
    }

    /// What the commands do to a transaction, which begins with `WATCH` or `MULTI`. Commands that are sent as one transaction
    /// end the one that a `WATCH` began.
    fn kind(self, command: Option<&str>) -> Kind {
        match (self, command) {
            (Self::Transaction, _) | (Self::Command, Some("EXEC")) => Kind::TransactionCommit,
            (Self::Command, Some("WATCH" | "MULTI")) => Kind::TransactionBegin,
            (Self::Command, Some("DISCARD" | "UNWATCH")) => Kind::TransactionRollback,
            _ => Kind::Other,
        }
    }

    fn prefix(self) -> Option<&'static str> {
        match self {
            Self::Command => None,
            Self::Pipeline => Some("PIPELINE"),
            Self::Transaction => Some("MULTI"),
        }
    }
}

/// What is the same for each call of a command to one database: made at the first, found by the command's index.
#[derive(Debug, Default)]
pub(crate) struct CommandQueries([OnceLock<Queries>; Form::COUNT]);

type Queries = Box<[OnceLock<Arc<Query>>]>;

impl CommandQueries {
    /// `None` stands for commands of several names.
    #[inline]
    fn get(&self, form: Form, command: Option<&Command>, session: &RedisSession) -> &Arc<Query> {
        let queries =
            self.0[form as usize].get_or_init(|| (0..=Command::COUNT).map(|_| OnceLock::new()).collect());
        queries[command.map_or(Command::COUNT, Command::index)]
            .get_or_init(|| Arc::new(session.new_query(form, command.map(Command::name), None)))
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::{StringValue, Value};

    use super::*;

    fn text(telemetry: &Telemetry, words: &[&str]) -> Option<Value> {
        let instrumentation = Instrumentation { name: "test", version: "0", variable: "TEST" };
        let session = RedisSession::new(telemetry, instrumentation, &Target::new());
        let arguments = words.iter().map(|word| word.as_bytes());
        let mut text = None;
        session.command(arguments).describe(true).take_text(|attribute| text = Some(attribute.value));
        text
    }

    #[test]
    fn redis_command_without_arguments_has_its_words_as_text() {
        let telemetry = Telemetry::builder().enabled(true).build();
        let text = |words| text(&telemetry, words).map(StringValue::from);
        assert_eq!(text(&["DBSIZE"]), Some("DBSIZE".into()));
        assert_eq!(text(&["dbsize"]), Some("dbsize".into()));
        assert_eq!(text(&["CLIENT", "ID"]), Some("CLIENT ID".into()));
        assert_eq!(text(&["GET", "user:7"]), Some("GET user:7".into()));
        assert_eq!(text(&[]), None);
    }

    #[test]
    fn redis_command_without_arguments_keeps_to_the_text_mode_and_limit() {
        let off = Telemetry::builder().enabled(true).query_text(QueryText::Off).build();
        assert_eq!(text(&off, &["DBSIZE"]), None);
        let short = Telemetry::builder().enabled(true).query_text_limit(5).build();
        assert_eq!(text(&short, &["DBSIZE"]), Some(Value::from("DB…")));
    }
}
