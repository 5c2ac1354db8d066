//! Calls that a client retries on its own, above its connections.

use std::cell::RefCell;

use super::observation::Observation;
use crate::context;
use crate::outcome::{Failure, Outcome};

/// Several calls on a connection that are one call of the program.
///
/// The client reacts to a failure of the first call with calls of its own, and makes the first again.
///
/// A first call that fails with the code is not recorded yet. The calls after it are not observed on their own, and the
/// end of the last one is the end of the first. If the first call is not observed, all of this does nothing.
///
/// ```
/// # use db_semconv::call::Attempts;
/// # use db_semconv::{Failure, Instrumentation, Outcome, RedisSession, Target, Telemetry};
/// # let instrumentation = Instrumentation { name: "my-client", version: "1.0.0", variable: "MY_CLIENT" };
/// # let session = RedisSession::new(&Telemetry::global(), instrumentation, &Target::new());
/// # let evaluate = || session.start(session.command(["EVALSHA".as_bytes()].into_iter()));
/// let mut attempts = Attempts::new("NOSCRIPT");
/// attempts.attempt(|| evaluate().end(Outcome::failure(Failure::status("NOSCRIPT", None))));
/// attempts.ended(|| Outcome::failure(Failure::status("NOSCRIPT", None)));
/// attempts.attempt(|| evaluate().end(Outcome::success()));
/// attempts.ended(Outcome::success);
/// // One span, and no failure.
/// attempts.end();
/// ```
#[derive(Debug)]
pub struct Attempts {
    code: &'static str,
    /// Several if one traced connection wraps another.
    held: Vec<Observation<'static>>,
    outcome: Outcome<'static>,
}

impl Attempts {
    /// Returns attempts that end early if the first fails with `code`, the `db.response.status_code` for which the client
    /// makes the call again.
    pub fn new(code: &'static str) -> Self {
        Self { code, held: Vec::new(), outcome: Outcome::success() }
    }

    /// Makes one of the calls, or polls it.
    pub fn attempt<T>(&mut self, call: impl FnOnce() -> T) -> T {
        if !self.held.is_empty() {
            let _silence = context::suppress();
            return call();
        }
        let (done, held) = hold(self.code, call);
        self.held = held;
        done
    }

    /// Keeps the outcome of a call, if an observation is kept.
    pub fn ended<'e>(&mut self, outcome: impl FnOnce() -> Outcome<'e>) {
        if !self.held.is_empty() {
            let message = self.held.iter().find_map(Observation::message_limit);
            self.outcome = outcome().into_owned(message);
        }
    }

    /// Ends the program's call as the last of its calls ended. Without it, the caller has cancelled it.
    pub fn end(self) {
        for mut observation in self.held {
            observation.finish_as(&self.outcome);
        }
    }
}

/// Keeps an observation that is about to end with `failure`, if an attempt on this thread waits for that.
pub(crate) fn keep(failure: &Failure<'_>, observation: impl FnOnce() -> Observation<'static>) -> bool {
    let waiting = |waiting: &mut Option<Waiting>| match waiting {
        Some(waiting) if failure.status_code.as_deref() == Some(waiting.code) => {
            waiting.held.push(observation());
            true
        }
        _ => false,
    };
    WAITING.try_with(|cell| cell.try_borrow_mut().is_ok_and(|mut cell| waiting(&mut cell))).unwrap_or(false)
}

struct Waiting {
    code: &'static str,
    held: Vec<Observation<'static>>,
}

thread_local! {
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

fn hold<T>(code: &'static str, call: impl FnOnce() -> T) -> (T, Vec<Observation<'static>>) {
    let _turn = Turn { outer: swap(Some(Waiting { code, held: Vec::new() })) };
    let done = call();
    (done, swap(None).map(|waiting| waiting.held).unwrap_or_default())
}

/// Puts back who waited before, also after a panic.
struct Turn {
    outer: Option<Waiting>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        drop(swap(self.outer.take()));
    }
}

/// On a thread that is about to end no call waits.
fn swap(waiting: Option<Waiting>) -> Option<Waiting> {
    WAITING.try_with(|cell| cell.replace(waiting)).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(code: &'static str) -> bool {
        keep(&Failure::status(code, None), Observation::none)
    }

    #[test]
    fn failed_observation_is_kept_only_for_the_held_code() {
        assert!(!end("NOSCRIPT"), "no call waits");
        let (kept, held) = hold("NOSCRIPT", || (end("NOSCRIPT"), end("ERR")));
        assert_eq!((kept, held.len()), ((true, false), 1));
        assert!(!end("NOSCRIPT"), "no call waits any more");
    }

    #[test]
    fn nested_hold_keeps_the_observation_of_its_own_code() {
        let (inner, held) = hold("NOSCRIPT", || {
            let (_, inner) = hold("TRYAGAIN", || (end("NOSCRIPT"), end("TRYAGAIN")));
            end("NOSCRIPT");
            inner
        });
        assert_eq!((inner.len(), held.len()), (1, 1));
    }

    #[test]
    fn panicking_attempt_keeps_no_later_observation() {
        let panicked = std::panic::catch_unwind(|| hold("NOSCRIPT", || panic!("on purpose")));
        assert!(panicked.is_err());
        assert!(!end("NOSCRIPT"));
    }
}
