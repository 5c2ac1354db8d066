//! The calls of a connection, each on a thread of its own in the caller's context.
//!
//! A call starts at the first poll of its future, because its span belongs to the context of that poll. A program may rely on
//! diesel-async's earlier start, when the future is made. So a call also starts when the connection gets another call, when
//! the connection is dropped, and when the future is dropped. No call is lost, and calls start in the order in which they
//! were made. The spawner then decides what a drop of the future does: diesel-async's own waits for the thread.

use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::task::{self, Poll};

use diesel_async::sync_connection_wrapper::SpawnBlocking;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use opentelemetry::Context;

use super::locked;

/// The calls of a connection.
pub(super) struct Calls<B> {
    spawner: Arc<Mutex<B>>,
    /// The call that was made last. It may not have started.
    last: Option<Weak<dyn Start>>,
}

impl<B> Calls<B> {
    pub(super) fn new(spawner: B) -> Self {
        Self { spawner: Arc::new(Mutex::new(spawner)), last: None }
    }

    pub(super) fn add<R: Send + 'static>(&mut self, task: impl FnOnce() -> R + Send + 'static) -> Call<R>
    where
        B: SpawnBlocking + Send + 'static,
    {
        self.start_last();
        let spawner = Arc::clone(&self.spawner);
        let start = move |context| locked(&spawner).spawn_blocking(within(context, task));
        let waiting = State::Waiting { start: Box::new(start), context: db_semconv::context::current() };
        let state = Arc::new(Mutex::new(waiting));
        let last: Weak<Mutex<State<R>>> = Arc::downgrade(&state);
        self.last = Some(last);
        Call { state, running: None }
    }

    fn start_last(&mut self) {
        if let Some(last) = self.last.take().and_then(|last| last.upgrade()) {
            last.start();
        }
    }
}

impl<B> Drop for Calls<B> {
    /// The spawner may own a runtime, which does not outlive the connection.
    fn drop(&mut self) {
        self.start_last();
    }
}

/// The task of a call, in a context.
pub(super) fn within<R>(context: Context, task: impl FnOnce() -> R) -> impl FnOnce() -> R {
    move || {
        let _attached = db_semconv::context::attach(context);
        task()
    }
}

type Running<R> = BoxFuture<'static, Ended<R>>;
type Ended<R> = Result<R, Box<dyn Error + Send + Sync>>;

/// A call until the first poll of its future.
enum State<R> {
    Waiting {
        start: Box<dyn FnOnce(Context) -> Running<R> + Send>,
        /// Where the future was made, for a call that starts without a poll.
        context: Context,
    },
    Running(Running<R>),
    /// The future has it.
    Taken,
}

impl<R> State<R> {
    /// Starts the call if it waits.
    fn take(&mut self, polled_in: Option<Context>) -> Option<Running<R>> {
        match std::mem::replace(self, Self::Taken) {
            Self::Waiting { start, context } => Some(start(polled_in.unwrap_or(context))),
            Self::Running(running) => Some(running),
            Self::Taken => None,
        }
    }
}

trait Start: Send + Sync {
    fn start(&self);
}

impl<R> Start for Mutex<State<R>> {
    fn start(&self) {
        let mut state = locked(self);
        if let Some(running) = state.take(None) {
            *state = State::Running(running);
        }
    }
}

/// The future of a call.
pub(super) struct Call<R> {
    state: Arc<Mutex<State<R>>>,
    running: Option<Running<R>>,
}

impl<R> Future for Call<R> {
    type Output = Ended<R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let Self { state, running } = &mut *self;
        if running.is_none() {
            *running = locked(state).take(Some(db_semconv::context::current()));
        }
        match running {
            Some(running) => running.poll_unpin(context),
            None => Poll::Ready(Err("the spawner panicked when the call started".into())),
        }
    }
}

impl<R> Drop for Call<R> {
    /// If the program unwinds, the call does not start: to wait for its thread may panic, and a second panic aborts.
    fn drop(&mut self) {
        if self.running.is_none() && !std::thread::panicking() {
            self.running = locked(&self.state).take(None);
        }
    }
}
