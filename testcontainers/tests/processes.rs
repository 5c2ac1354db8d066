//! What happens to a server when the process that started it ends, and what the environment of a process does.
//!
//! Each test runs [`child`] in a process of its own: a process can be killed, and has an environment that can be chosen.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "Clippy knows tests by their attribute, and not what they call")]

use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

use db_testcontainers::{MariaDb, Postgres, Redis, RedisCluster, RedisSentinel};

/// Says what the child shall do; absent if a person runs all ignored tests.
const TASK: &str = "DB_TESTCONTAINERS_TEST_TASK";

/// Marks the child's lines among those of the test harness.
const MARK: &str = "child: ";

/// The tasks of a child that holds servers, and how many those are.
const SERVERS: [(&str, usize); 5] = [
    ("hold PostgreSQL", 1),
    ("hold MariaDB", 1),
    ("hold Redis", 1),
    ("hold a cluster", 3),
    ("hold a sentinel", 3),
];

#[tokio::test]
#[ignore = "the other tests run it, in a process of its own"]
async fn child() {
    let say = |line: &str| println!("\n{MARK}{line}");
    match std::env::var(TASK).as_deref() {
        Ok("hold PostgreSQL") => {
            let server = Postgres::start().await.unwrap();
            say(&place(server.port(), server.socket_dir()));
            until_killed();
        }
        Ok("hold MariaDB") => {
            let server = MariaDb::start().await.unwrap();
            say(&place(server.port(), server.unix_socket().and_then(Path::parent)));
            until_killed();
        }
        Ok("hold Redis") => {
            let server = Redis::start().await.unwrap();
            say(&place_of(&server));
            until_killed();
        }
        Ok("hold a paused Redis") => {
            let server = Redis::start_own().await.unwrap();
            server.pause().unwrap();
            say(&place_of(&server));
            until_killed();
        }
        Ok("hold a cluster") => {
            let cluster = RedisCluster::start().await.unwrap();
            say(&cluster.nodes().iter().map(place_of).collect::<Vec<_>>().join("\t"));
            until_killed();
        }
        Ok("hold a sentinel") => {
            let servers = RedisSentinel::start().await.unwrap();
            let all = [servers.sentinel(), servers.replica(), servers.primary()];
            say(&all.map(place_of).join("\t"));
            until_killed();
        }
        Ok("start Redis") => match Redis::start().await {
            Ok(server) => say(&format!("{} {} {}", server.url(), server.host(), server.port())),
            Err(error) => say(&error.to_string().replace('\n', "|")),
        },
        Ok("start a cluster") => {
            say(&RedisCluster::start().await.unwrap_err().to_string().replace('\n', "|"));
        }
        Ok("start MariaDB") => match MariaDb::start().await {
            Ok(server) => say(&format!("{} {} {}", server.url(), server.host(), server.port())),
            Err(error) => say(&error.to_string().replace('\n', "|")),
        },
        Ok("start") => match Postgres::start().await {
            Ok(server) => say(server.url()),
            Err(error) => say(&error.to_string().replace('\n', "|")),
        },
        Ok("create a MySQL database") => {
            say(&MariaDb::start().await.unwrap().create_database().await.unwrap());
        }
        Ok("create a database") => say(&Postgres::start().await.unwrap().create_database().await.unwrap()),
        _ => {}
    }
}

/// Waits until the test kills or releases this process.
fn until_killed() {
    std::io::stdin().lines().for_each(drop);
}

fn place(port: u16, folder: Option<&Path>) -> String {
    format!("127.0.0.1:{port} {}", folder.unwrap_or(Path::new("")).display())
}

fn place_of(redis: &Redis) -> String {
    place(redis.port(), redis.unix_socket().and_then(Path::parent))
}

#[test]
fn killed_process_leaves_no_server() {
    for (task, count) in SERVERS {
        let (mut child, servers) = hold(task);
        assert_eq!(servers.len(), count, "{task}");

        child.kill().unwrap();
        child.wait().unwrap();
        assert_gone(&servers);
    }
}

#[test]
fn ended_process_leaves_no_server() {
    for (task, _) in SERVERS {
        let (mut child, servers) = hold(task);

        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        assert_gone(&servers);
    }
}

#[test]
fn killed_process_leaves_no_paused_server() {
    let (mut child, servers) = hold("hold a paused Redis");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_gone(&servers);
}

#[test]
fn signal_to_the_process_group_spares_the_supervisor() {
    let (mut child, servers) = hold("hold PostgreSQL");

    shell(&format!("kill -INT -{0}; kill -KILL -{0}", child.id()));
    child.wait().unwrap();
    assert_gone(&servers);
}

#[test]
fn next_start_sweeps_what_a_killed_supervisor_left() {
    let starts: [(&str, fn()); 3] = [
        ("hold PostgreSQL", || drop(start_own())),
        ("hold MariaDB", || drop(start_own_mariadb())),
        ("hold Redis", || drop(start_own_redis())),
    ];
    for (task, start_next) in starts {
        let (mut child, servers) = hold(task);
        let server = &servers[0];
        let Some(process) = server.process() else { return };
        // The server's parent waits for it; the parent of that one is the supervisor.
        let (_, waiting) = status(process).unwrap();
        let (_, supervisor) = status(waiting).unwrap();
        shell(&format!("kill -KILL {supervisor} {waiting}"));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(server.runs(), "no process is left to stop it");

        server.make_folder_old();
        start_next();
        assert!(!server.runs());
        assert!(!server.folder_exists());
    }
}

#[test]
fn server_in_use_is_not_swept_by_another_start() {
    let (mut child, servers) = hold("hold PostgreSQL");
    let server = &servers[0];
    if server.process().is_none() {
        return;
    }
    server.make_folder_old();

    drop(start_own());
    assert!(server.runs());
    assert!(server.folder_exists());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn missing_postgres_error_lists_the_choices() {
    let started = Instant::now();
    let hidden = [("POSTGRES_BIN", "/no/such/folder"), ("DOCKER_HOST", "unix:///no/such/socket")];
    let error = answer("start", &hidden);
    for part in
        ["DATABASE_URL: not set", "/no/such/folder", "Docker: ", "set DATABASE_URL", "cargo xtask setup"]
    {
        assert!(error.contains(part), "{error}");
    }
    assert!(started.elapsed() < Duration::from_secs(20), "it has to say so soon");
}

#[test]
fn missing_redis_error_lists_the_choices() {
    let hidden = [("REDIS_BIN", "/no/such/folder"), ("DOCKER_HOST", "unix:///no/such/socket")];
    let error = answer("start Redis", &hidden);
    for part in ["REDIS_URL: not set", "no redis-server in /no/such/folder", "Docker: ", "set REDIS_URL"] {
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(
        answer("start a cluster", &hidden),
        "a Redis cluster needs the programs of Redis on this machine: \
         no redis-server in /no/such/folder, the folder of REDIS_BIN|\
         Run `cargo xtask setup`, which installs Redis (nothing of it is started)"
    );
}

#[test]
fn missing_mariadb_error_lists_the_choices() {
    let hidden = [("MARIADB_BIN", "/no/such/folder"), ("DOCKER_HOST", "unix:///no/such/socket")];
    let error = answer("start MariaDB", &hidden);
    for part in ["MYSQL_URL: not set", "no mariadbd in /no/such/folder", "Docker: ", "set MYSQL_URL"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn mysql_server_of_the_environment_is_used_unchanged() {
    let environment = [("MYSQL_URL", "mysql://me:secret@db.example:3307/app?ssl_mode=required")];
    assert_eq!(answer("start MariaDB", &environment), format!("{} db.example 3307", environment[0].1));
}

#[test]
fn database_is_created_on_the_mysql_server_of_the_environment() {
    let own = start_own_mariadb();
    let Some(url) = own.password_url() else { return };
    let url = format!("{url}?ssl_mode=preferred");
    let environment = [("MYSQL_URL", url.as_str()), ("MARIADB_BIN", "/no/such/folder")];
    let database = answer("create a MySQL database", &environment);
    let (before, after) = url.split_once("/test?").unwrap();
    assert!(database.starts_with(&format!("{before}/db_test_")), "{database}");
    assert!(database.ends_with(&format!("?{after}")), "{database}");
}

#[test]
fn redis_server_of_the_environment_is_used_unchanged() {
    let environment = [("REDIS_URL", "rediss://me:secret@cache.example:6390/3")];
    assert_eq!(answer("start Redis", &environment), format!("{} cache.example 6390", environment[0].1));
}

#[test]
fn failed_server_start_error_has_the_log() {
    let folder = std::env::temp_dir().join(format!("broken-postgres-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    for program in ["initdb", "postgres"] {
        let file = folder.join(program);
        std::fs::write(&file, "#!/bin/sh\necho \"FATAL: out of $0\" >&2\nexit 1\n").unwrap();
        shell(&format!("chmod 755 '{}'", file.display()));
    }
    let broken = [("POSTGRES_BIN", folder.to_str().unwrap()), ("DOCKER_HOST", "unix:///no/such/socket")];
    let error = answer("start", &broken);
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(error.contains("initdb ended with status 1") && error.contains("FATAL: out of"), "{error}");
}

#[test]
fn postgres_server_of_the_environment_is_used_unchanged() {
    let own = start_own();
    let url = format!("{}?application_name=mine", own.url());
    let environment = [("DATABASE_URL", url.as_str()), ("POSTGRES_BIN", "/no/such/folder")];
    assert_eq!(answer("start", &environment), url);

    let database = answer("create a database", &environment);
    assert!(database.ends_with("?application_name=mine"), "{database}");
    assert_ne!(database, url);
    let port = own.port().to_string();
    assert!(database.contains(&port), "{database}");
    TcpStream::connect(("127.0.0.1", own.port())).unwrap();
}

fn start_child(task: &str, environment: &[(&str, &str)]) -> Child {
    use std::os::unix::process::CommandExt;

    Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--ignored", "--nocapture"])
        .env_remove("DATABASE_URL")
        .env_remove("MYSQL_URL")
        .env_remove("REDIS_URL")
        .env(TASK, task)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap()
}

/// What a child says that does its task and ends.
fn answer(task: &str, environment: &[(&str, &str)]) -> String {
    let output = start_child(task, environment).wait_with_output().unwrap();
    said(output.stdout.lines())
}

/// What a child says that goes on.
fn line(child: &mut Child) -> String {
    said(BufReader::new(child.stdout.as_mut().unwrap()).lines())
}

fn said(lines: impl Iterator<Item = std::io::Result<String>>) -> String {
    let lines = lines.map_while(Result::ok);
    let mut said = lines.filter_map(|line| line.strip_prefix(MARK).map(str::to_owned));
    said.next().expect("the child says something")
}

fn start_own() -> Postgres {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Postgres::start_own()).unwrap()
}

fn start_own_mariadb() -> MariaDb {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(MariaDb::start_own()).unwrap()
}

fn start_own_redis() -> Redis {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(Redis::start_own()).unwrap()
}

/// A child that holds servers until it ends, and those servers.
fn hold(task: &str) -> (Child, Vec<Held>) {
    let mut child = start_child(task, &[]);
    let servers: Vec<Held> = line(&mut child).split('\t').map(Held::at).collect();
    assert!(servers.iter().all(Held::runs));
    (child, servers)
}

fn assert_gone(servers: &[Held]) {
    for server in servers {
        eventually("the server is gone", || !server.runs());
        eventually("the folder is gone", || !server.folder_exists());
    }
}

struct Held {
    address: String,
    /// The folder and the process of a server from the programs on this machine, and not in a container.
    folder: Option<(PathBuf, u32)>,
}

impl Held {
    /// From what [`place`] says.
    fn at(place: &str) -> Self {
        let (address, folder) = place.split_once(' ').unwrap();
        let folder = Some(folder).filter(|folder| !folder.is_empty()).map(|folder| {
            let process = std::fs::read_to_string(format!("{folder}/pid")).unwrap();
            (PathBuf::from(folder), process.trim().parse().unwrap())
        });
        Self { address: address.to_owned(), folder }
    }

    fn process(&self) -> Option<u32> {
        self.folder.as_ref().map(|(_, process)| *process)
    }

    fn runs(&self) -> bool {
        let Some(process) = self.process() else { return TcpStream::connect(&self.address).is_ok() };
        status(process).is_some_and(|(state, _)| !state.starts_with('Z'))
    }

    fn folder_exists(&self) -> bool {
        self.folder.as_ref().is_some_and(|(folder, _)| folder.exists())
    }

    fn make_folder_old(&self) {
        let (folder, _) = self.folder.as_ref().unwrap();
        let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
        File::open(folder).unwrap().set_modified(an_hour_ago).unwrap();
    }
}

/// The state and the parent of a process. Small systems have no `ps`, and others no `/proc`.
fn status(process: u32) -> Option<(String, u32)> {
    let proc = format!("sed 's/.*) //' /proc/{process}/stat 2>/dev/null");
    let status = shell(&format!("{proc} || ps -o stat= -o ppid= -p {process} || true"));
    let mut words = status.split_whitespace();
    Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
}

fn shell(command: &str) -> String {
    let output = Command::new("sh").args(["-c", command]).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn eventually(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
