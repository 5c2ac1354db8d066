//! The process that is the parent of a server, and that outlives ours just long enough to stop it.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::{ffi::OsStrExt, process::CommandExt},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::{
    Error,
    error::last_lines,
    folder::{self, Folder},
    process::Process,
    user::User,
};

const SCRIPT: &str = include_str!("supervisor.sh");

/// Another program can take a free port before the server does, but not so often in a row.
const PORTS: usize = 10;

const START_LIMIT: Duration = Duration::from_secs(60);

/// What the system says of a port that is in use, in the locale that servers run in.
const PORT_IS_TAKEN: &str = "Address already in use";

/// A shell that runs commands for us in a folder, and one server. Dropping it stops the server and removes the folder;
/// so does the end of our process.
///
/// The server has to have the folder's path in its command line.
pub(crate) struct Supervisor {
    shell: Mutex<Shell>,
    folder: Folder,
}

/// Why a server did not become ready.
#[derive(Debug)]
enum NotReady {
    Ended,
    TooLate,
}

impl Supervisor {
    /// Removes what earlier runs have not removed, and starts a supervisor that runs as `owner` (as we do, when `None`).
    pub(crate) fn start(owner: Option<User>) -> Result<Self, Error> {
        sweep(owner);
        let folder = Folder::create(owner)?;
        let child = shell(folder.path(), owner)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(folder.lock()?)
            .spawn()
            .map_err(Error::during("starting /bin/sh, the supervisor of the server"))?;
        Ok(Self { shell: Mutex::new(Shell::new(child)), folder })
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, command: &Command) -> Result<(), Error> {
        self.run_quoted(command, &quoted(command))
    }

    /// Like [`Supervisor::run`], for a command that reads a file of the folder as its input.
    pub(crate) fn run_with_input(&self, command: &Command, input: &str) -> Result<(), Error> {
        self.run_quoted(
            command,
            &[&quoted(command), b"<".as_slice(), &quoted_word(input.as_bytes())].concat(),
        )
    }

    fn run_quoted(&self, command: &Command, quoted: &[u8]) -> Result<(), Error> {
        match self.ask("run", quoted)?.as_str() {
            "0" => Ok(()),
            status => {
                let program = command.get_program().display();
                Err(Error::new(format_args!(
                    "{program} ended with status {status}; its last words:\n{}",
                    self.log()
                )))
            }
        }
    }

    /// Starts the server. Whether it becomes ready is another question: [`Supervisor::wait_until`].
    fn serve(&self, command: &Command) -> Result<(), Error> {
        self.ask("serve", &quoted(command)).map(drop)
    }

    /// Waits until the server is ready, as long as it runs and no longer than `limit`.
    fn wait_until(&self, limit: Duration, is_ready: impl Fn() -> bool) -> Result<(), NotReady> {
        let deadline = Instant::now() + limit;
        while !is_ready() {
            if self.folder.path().join("ended").exists() {
                return Err(NotReady::Ended);
            }
            if Instant::now() > deadline {
                return Err(NotReady::TooLate);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Starts the server on a port that `free` gives, and returns the port when the server is ready. `command` is asked
    /// again if another program took the port before the server did.
    pub(crate) fn serve_on_free_port(
        &self,
        free: fn() -> Result<u16, Error>,
        command: impl Fn(u16) -> Result<Command, Error>,
        is_ready: impl Fn() -> bool,
    ) -> Result<u16, Error> {
        for _ in 0..PORTS {
            let port = free()?;
            let command = command(port)?;
            self.serve(&command)?;
            match self.wait_until(START_LIMIT, &is_ready) {
                Ok(()) => return Ok(port),
                Err(NotReady::Ended) if self.log().contains(PORT_IS_TAKEN) => {}
                Err(why) => return Err(self.did_not_start(&command, &why)),
            }
        }
        Err(Error::new(format_args!(
            "{PORTS} free ports were taken by others before the server could listen"
        )))
    }

    /// Starts a killed server again, on the port that it had.
    pub(crate) fn serve_again(&self, command: &Command, is_ready: impl Fn() -> bool) -> Result<(), Error> {
        let deadline = Instant::now() + START_LIMIT;
        loop {
            self.serve(command)?;
            match self.wait_until(START_LIMIT, &is_ready) {
                Ok(()) => return Ok(()),
                // Another program was given the port for a connection: those are short.
                Err(NotReady::Ended) if self.log().contains(PORT_IS_TAKEN) && Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(why) => return Err(self.did_not_start(command, &why)),
            }
        }
    }

    fn did_not_start(&self, command: &Command, why: &NotReady) -> Error {
        let what = match why {
            NotReady::Ended => "ended at its start",
            NotReady::TooLate => "took too long to start",
        };
        let program = Path::new(command.get_program());
        let program = program.file_name().unwrap_or_default().display();
        Error::new(format_args!("{program} {what}; its last words:\n{}", self.log()))
    }

    /// The end of the log of the last command.
    pub(crate) fn log(&self) -> String {
        let log = std::fs::read(self.folder.path().join("log")).unwrap_or_default();
        last_lines(&String::from_utf8_lossy(&log))
    }

    /// What only a server that runs can do.
    fn ask_server(&self, verb: &str) -> Result<(), Error> {
        match self.ask(verb, b"")?.as_str() {
            "0" => Ok(()),
            _ => Err(Error::new(format_args!("there is no server to {verb}: it was killed"))),
        }
    }

    fn ask(&self, verb: &str, command: &[u8]) -> Result<String, Error> {
        let mut shell = self.shell.lock().unwrap_or_else(PoisonError::into_inner);
        shell
            .ask(verb, command)
            .map_err(Error::during("asking the supervisor of the server, which was killed?"))
    }
}

impl Process for Supervisor {
    fn kill(&self) -> Result<(), Error> {
        self.ask("kill", b"").map(drop)
    }

    fn pause(&self) -> Result<(), Error> {
        self.ask_server("pause")
    }

    fn resume(&self) -> Result<(), Error> {
        self.ask_server("resume")
    }
}

struct Shell {
    child: Child,
    /// No other process has this end of the pipe, because std makes it close-on-exec.
    commands: Option<ChildStdin>,
    answers: Option<BufReader<ChildStdout>>,
}

impl Shell {
    fn new(mut child: Child) -> Self {
        Self { commands: child.stdin.take(), answers: child.stdout.take().map(BufReader::new), child }
    }

    fn ask(&mut self, verb: &str, command: &[u8]) -> std::io::Result<String> {
        let (Some(commands), Some(answers)) = (&mut self.commands, &mut self.answers) else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        commands.write_all(&[verb.as_bytes(), b" ", command, b"\n"].concat())?;
        let mut answer = String::new();
        match answers.read_line(&mut answer)? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(answer.trim_end().to_owned()),
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.commands = None;
        // The script bounds how long this takes.
        let _ = self.child.wait();
    }
}

/// Stops the servers whose program has ended, and removes their folders, by a supervisor whose input is at its end.
fn sweep(owner: Option<User>) {
    for (path, lock) in folder::left_behind(owner) {
        let mut shell = shell(&path, owner);
        shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(lock);
        // What cannot be swept is no reason not to start: the next one tries again.
        let _ = shell.status();
    }
}

fn shell(folder: &Path, owner: Option<User>) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", SCRIPT, "db-testcontainers"]).arg(folder).current_dir(folder);
    // Messages are searched for; and on macOS PostgreSQL starts only with a locale that needs no threads.
    shell.env("LC_ALL", "C");
    // Ctrl-C goes to the group in the foreground.
    shell.process_group(0);
    if let Some(User { user, group }) = owner {
        shell.uid(user).gid(group);
    }
    shell
}

/// The command as a shell reads it.
fn quoted(command: &Command) -> Vec<u8> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<Vec<u8>> = words.map(|word| quoted_word(word.as_bytes())).collect();
    words.join(&b' ')
}

fn quoted_word(word: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = word.split(|byte| *byte == b'\'').collect();
    [b"'", parts.join(&b"'\\''"[..]).as_slice(), b"'"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supervised_command_keeps_its_arguments_unchanged() {
        let supervisor = Supervisor::start(None).unwrap();
        let mut command = Command::new("printf");
        supervisor.run(command.args(["%s|", "it's", "", "a b", "$HOME", "back\\slash"])).unwrap();
        assert_eq!(supervisor.log(), "it's||a b|$HOME|back\\slash|");
    }

    #[test]
    fn supervised_command_reads_a_file_of_its_folder() {
        let supervisor = Supervisor::start(None).unwrap();
        supervisor.folder().write("it's input", "asked").unwrap();
        supervisor.run_with_input(&Command::new("cat"), "it's input").unwrap();
        assert_eq!(supervisor.log(), "asked");
    }

    #[test]
    fn failed_command_error_has_its_last_output() {
        let supervisor = Supervisor::start(None).unwrap();
        let error = supervisor.run(Command::new("sh").args(["-c", "echo oh no >&2; exit 3"])).unwrap_err();
        assert_eq!(error.to_string(), "sh ended with status 3; its last words:\noh no");
    }

    #[test]
    fn ended_server_is_not_waited_for() {
        let supervisor = Supervisor::start(None).unwrap();
        supervisor.serve(&Command::new("false")).unwrap();
        assert!(matches!(supervisor.wait_until(Duration::from_secs(60), || false), Err(NotReady::Ended)));
    }

    #[test]
    fn dropped_supervisor_removes_its_folder() {
        let supervisor = Supervisor::start(None).unwrap();
        let folder = supervisor.folder().path().to_owned();
        assert!(folder.exists());
        drop(supervisor);
        assert!(!folder.exists());
    }
}
