//! Containers, when a Docker engine answers.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use testcontainers::{
    ContainerAsync, ContainerRequest, GenericImage, ImageExt,
    bollard::{
        Docker,
        exec::{CreateExecOptions, StartExecResults},
        query_parameters::KillContainerOptions,
    },
    core::{client::docker_client_instance, logs::LogFrame},
    runners::AsyncRunner,
};
use tokio::{sync::mpsc as ask, time::timeout};

use crate::{Error, background::runtime, error::last_lines, process::Process};

/// An engine that is there answers in milliseconds.
const ANSWER_LIMIT: Duration = Duration::from_secs(3);

/// The first start fetches the image.
const START_LIMIT: Duration = Duration::from_secs(300);

/// A server that sets up its data takes seconds.
const READY_LIMIT: Duration = Duration::from_secs(120);

/// Reads its input, which we hold open, to the end; then stops the first process of the container, as often as it
/// takes: while a container is being set up, its first process may be a shell that ignores signals.
const LEASE: &str = "cat >/dev/null; while kill -TERM 1 && kill -INT 1; do sleep 1; done";

/// A container that ends with this value, or with our process.
///
/// A thread with a runtime of its own holds it, because the runtime of the test that started it may be gone before.
pub(crate) struct Container {
    asks: Option<ask::UnboundedSender<Ask>>,
    thread: Option<JoinHandle<()>>,
    host: String,
    port: u16,
    /// Kept here, because the engine's copy goes with the container.
    log: Arc<Mutex<Vec<u8>>>,
}

enum Ask {
    Kill(mpsc::Sender<Result<(), Error>>),
    Runs(mpsc::Sender<bool>),
}

impl Container {
    /// Starts a container without waiting until the server in it is ready. `port` is the server's own.
    pub(crate) fn start(request: ContainerRequest<GenericImage>, port: u16) -> Result<Self, Error> {
        let (started, start) = mpsc::channel();
        let (asks, inbox) = ask::unbounded_channel();
        let log = Arc::new(Mutex::new(Vec::new()));
        let request = request.with_log_consumer({
            let log = Arc::clone(&log);
            move |frame: &LogFrame| {
                log.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(frame.bytes());
            }
        });
        let thread = std::thread::Builder::new()
            .name("db-testcontainers".to_owned())
            .spawn(move || match runtime() {
                Ok(runtime) => runtime.block_on(hold(request, port, &started, inbox)),
                Err(error) => drop(started.send(Err(error))),
            })
            .map_err(Error::during("starting a thread"))?;
        let (host, port) = start
            .recv()
            .unwrap_or_else(|_| Err(Error::new("the thread that holds the container panicked")))?;
        Ok(Self { asks: Some(asks), thread: Some(thread), host, port, log })
    }

    /// Where the host's side of the port is.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// What the container wrote.
    fn log(&self) -> String {
        String::from_utf8_lossy(&self.log.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    /// Waits until the server in it answers, as long as it runs. The error has its last output.
    pub(crate) fn wait_until(&self, answers: impl Fn() -> Result<(), Error>) -> Result<(), Error> {
        let deadline = Instant::now() + READY_LIMIT;
        let result = loop {
            match answers() {
                Err(_) if !self.runs() => break Err(Error::new("the container ended at its start")),
                Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(50)),
                result => break result.map_err(Error::during("the container took too long to start")),
            }
        };
        result.map_err(|error| {
            Error::new(format_args!("{error}; its last words:\n{}", last_lines(&self.log())))
        })
    }

    fn runs(&self) -> bool {
        self.ask(Ask::Runs).unwrap_or_default()
    }

    fn ask<T>(&self, question: impl FnOnce(mpsc::Sender<T>) -> Ask) -> Option<T> {
        let (sender, answer) = mpsc::channel();
        self.asks.as_ref()?.send(question(sender)).ok()?;
        answer.recv().ok()
    }
}

impl Process for Container {
    fn kill(&self) -> Result<(), Error> {
        self.ask(Ask::Kill).unwrap_or_else(|| Err(Error::new("the thread that holds the container is gone")))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        self.asks = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts the container, sends its address, and keeps it until the other end of the channel is gone.
async fn hold(
    request: ContainerRequest<GenericImage>,
    port: u16,
    started: &mpsc::Sender<Result<(String, u16), Error>>,
    mut inbox: ask::UnboundedReceiver<Ask>,
) {
    let held = match start(request, port).await {
        Ok((held, address)) => {
            let _ = started.send(Ok(address));
            held
        }
        Err(error) => return drop(started.send(Err(error))),
    };
    while let Some(question) = inbox.recv().await {
        match question {
            Ask::Kill(answer) => drop(answer.send(held.kill().await)),
            Ask::Runs(answer) => drop(answer.send(held.runs().await)),
        }
    }
    // A container that was killed is gone already, and that is all that we want.
    let _ = held.container.rm().await;
}

struct Held {
    engine: Docker,
    container: ContainerAsync<GenericImage>,
    /// Never read: dropping it, as the end of our process does, ends the container.
    _lease: StartExecResults,
}

impl Held {
    /// The engine knows no container that has ended.
    async fn runs(&self) -> bool {
        self.container.is_running().await.unwrap_or_default()
    }

    async fn kill(&self) -> Result<(), Error> {
        let options = None::<KillContainerOptions>; // the default is SIGKILL
        match self.engine.kill_container(self.container.id(), options).await {
            // It was killed before.
            Err(_) if !self.runs().await => Ok(()),
            killed => killed.map_err(Error::during("killing the container")),
        }
    }
}

async fn start(request: ContainerRequest<GenericImage>, port: u16) -> Result<(Held, (String, u16)), Error> {
    let engine = engine().await?;
    let request = request.with_host_config_modifier(|host| host.auto_remove = Some(true));
    let container = timeout(START_LIMIT, request.start())
        .await
        .map_err(|_| Error::new("the container took too long to start"))?
        .map_err(Error::during("starting a container"))?;
    let lease = lease(&engine, container.id()).await.map_err(Error::during("holding the container"))?;
    let host = container.get_host().await.map_err(Error::during("asking for the container's host"))?;
    let port =
        container.get_host_port_ipv4(port).await.map_err(Error::during("asking for the container's port"))?;
    Ok((Held { engine, container, _lease: lease }, (host.to_string(), port)))
}

async fn engine() -> Result<Docker, Error> {
    let engine = docker_client_instance().await.map_err(Error::during("no engine"))?;
    match timeout(ANSWER_LIMIT, engine.ping()).await {
        Ok(Ok(_)) => Ok(engine),
        Ok(Err(error)) => Err(Error::new(format_args!("no engine answers: {error}"))),
        Err(_) => Err(Error::new(format_args!("no engine answers within {ANSWER_LIMIT:?}"))),
    }
}

async fn lease(
    engine: &Docker,
    container: &str,
) -> Result<StartExecResults, testcontainers::bollard::errors::Error> {
    let command = CreateExecOptions {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        user: Some("root"),
        cmd: Some(vec!["sh", "-c", LEASE]),
        ..CreateExecOptions::default()
    };
    let command = engine.create_exec(container, command).await?;
    engine.start_exec(&command.id, None).await
}
