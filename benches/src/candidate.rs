//! What is measured: something to do again and again.

use std::fmt;

use crate::mode::Mode;

/// A client in a mode, and the call that it makes.
pub struct Candidate {
    /// In what mode.
    pub mode: Mode,
    run: Box<dyn FnMut(usize)>,
}

impl Candidate {
    /// `run` makes so many calls, inside the mode's own context.
    pub fn new(mode: Mode, mut run: impl FnMut(usize) + 'static) -> Self {
        let context = mode.context();
        let run = move |calls| {
            let _inside = context.clone().map(opentelemetry::Context::attach);
            run(calls);
        };
        Self { mode, run: Box::new(run) }
    }

    /// What the arguments of a program name, `<client> <mode> <calls>`, warmed up, and the number of calls.
    ///
    /// # Errors
    /// What is wrong with the arguments, for people.
    pub fn of_arguments(arguments: impl Iterator<Item = String>) -> Result<(Self, usize), &'static str> {
        let arguments: Vec<String> = arguments.skip(1).collect();
        let [client, mode, calls] = arguments.as_slice() else {
            return Err("three arguments are wanted: <client> <mode> <calls>");
        };
        match (Client::by_name(client), Mode::by_name(mode), calls.parse()) {
            (Some(client), Some(mode), Ok(calls)) => {
                let mut candidate = client.candidate(mode);
                candidate.warm_up();
                Ok((candidate, calls))
            }
            _ => Err("no such client, mode or number"),
        }
    }

    /// Makes so many calls. Callgrind counts what happens in here, so it is a function of its own.
    #[inline(never)]
    pub fn measured_calls(&mut self, calls: usize) {
        (self.run)(calls);
    }

    /// Calls that are not measured: caches fill, and what is looked for often at first is looked for rarely.
    pub fn warm_up(&mut self) {
        (self.run)(600);
    }
}

impl fmt::Debug for Candidate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Candidate").field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// Which client makes the calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// tokio-postgres: a prepared statement that finds a row by its key.
    Postgres,
    /// redis-rs: a `GET` on a multiplexed connection.
    Redis,
    /// Diesel: a row by its primary key from SQLite in memory.
    Diesel,
    /// tokio-postgres again: not a call, but one more poll of a call that waits for its answer.
    PostgresPoll,
    /// No client: a text of 64 kB that was analysed before.
    LongTextKnown,
    /// No client: a text of 64 kB that was not.
    LongTextNew,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Postgres,
        Self::Redis,
        Self::Diesel,
        Self::PostgresPoll,
        Self::LongTextKnown,
        Self::LongTextNew,
    ];

    /// Those whose calls are compared with each other's.
    pub const CALLS: [Self; 3] = [Self::Postgres, Self::Redis, Self::Diesel];

    /// The client's crate.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "tokio-postgres",
            Self::Redis => "redis",
            Self::Diesel => "diesel",
            Self::PostgresPoll => "tokio-postgres-poll",
            Self::LongTextKnown => "long-text-known",
            Self::LongTextNew => "long-text-new",
        }
    }

    /// By its [`name`](Self::name).
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|client| client.name() == name)
    }

    /// The client in a mode.
    pub fn candidate(self, mode: Mode) -> Candidate {
        match self {
            Self::Postgres => crate::postgres::candidate(mode),
            Self::Redis => crate::redis::candidate(mode),
            Self::Diesel => crate::diesel::candidate(mode),
            Self::PostgresPoll => crate::postgres::pending(mode),
            Self::LongTextKnown => crate::texts::long_known(mode),
            Self::LongTextNew => crate::texts::long_new(mode),
        }
    }
}
