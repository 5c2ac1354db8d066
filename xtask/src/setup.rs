//! Installs the servers that tests and the demo need.
//!
//! Only what is missing, with the system's package manager, and not before it has said what it will run.

use std::{fmt, path::Path, process::Command};

use crate::programs::{self, Programs};

/// A server, how to see that it is there, and how to get it. A new one is a new line.
const SERVERS: [Server; 2] = [
    Server {
        name: "PostgreSQL",
        variable: "DATABASE_URL",
        programs: &programs::POSTGRES,
        install: |manager| match manager {
            Manager::AptGet => vec![
                Step::new(&["apt-get", "install", "--yes", "--no-install-recommends", "postgresql-common"]),
                Step::shell(WITHOUT_CLUSTER),
            ],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "postgresql-server"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "postgresql@17"])],
        },
    },
    Server {
        name: "Redis",
        variable: "REDIS_URL",
        programs: &programs::REDIS,
        install: |manager| match manager {
            Manager::AptGet => vec![Step::shell(WITHOUT_SERVICE)],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "redis"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "redis"])],
        },
    },
];

/// Debian's package creates a database cluster and starts it, unless told not to. It is told so for this installation
/// only: whoever installs another version later gets their cluster.
const WITHOUT_CLUSTER: &str = "\
set -e; \
setting=/etc/postgresql-common/createcluster.d/db-trace.conf; \
mkdir -p \"${setting%/*}\"; \
trap 'rm -f \"$setting\"; rmdir \"${setting%/*}\" 2>/dev/null || true' EXIT; \
echo 'create_main_cluster = false' >\"$setting\"; \
apt-get install --yes --no-install-recommends postgresql";

/// Debian's package starts a service on Redis's own port, unless a policy (invoke-rc.d(8)) says that nothing is to be
/// started, and has it started with the machine. The policy holds for this installation only, and one that the machine
/// has is put back afterwards.
const WITHOUT_SERVICE: &str = "\
set -e; \
policy=/usr/sbin/policy-rc.d; \
kept=$policy.db-trace; \
[ -e \"$kept\" ] || [ ! -e \"$policy\" ] || mv \"$policy\" \"$kept\"; \
trap 'rm -f \"$policy\"; [ ! -e \"$kept\" ] || mv \"$kept\" \"$policy\"' EXIT; \
trap 'exit 1' HUP INT TERM; \
printf '#!/bin/sh\\nexit 101\\n' >\"$policy\"; \
chmod 755 \"$policy\"; \
apt-get install --yes --no-install-recommends redis-server; \
update-rc.d redis-server disable";

/// Whoever names a server of their own has all that the demo needs.
pub(crate) fn run() -> crate::Result {
    install(|server| std::env::var_os(server.variable).is_none_or(|url| url.is_empty()))
}

/// The tests also need servers that they may kill.
pub(crate) fn run_for_tests() -> crate::Result {
    install(|_| true)
}

fn install(is_needed: fn(&Server) -> bool) -> crate::Result {
    let missing: Vec<(&Server, String)> = SERVERS
        .iter()
        .filter(|server| is_needed(server))
        .filter_map(|server| Some((server, server.programs.folder().err()?)))
        .collect();
    for (server, why) in missing {
        let plan = match plan(server, Machine::look()) {
            Err(_) if docker_answers() => {
                eprintln!("{} is missing ({why}): Docker will run it.", server.name);
                continue;
            }
            plan => plan?,
        };
        eprintln!("{} is missing ({why}). Installing it; nothing of it is started:", server.name);
        plan.run().map_err(|error| server.advice(&error))?;
        server.programs.folder().map_err(|error| server.advice(&error))?;
    }
    Ok(())
}

/// Whether tests will find a server without our help.
fn docker_answers() -> bool {
    Command::new("docker").arg("info").output().is_ok_and(|output| output.status.success())
}

struct Server {
    name: &'static str,
    /// Whoever sets it has a server.
    variable: &'static str,
    programs: &'static Programs,
    install: fn(Manager) -> Vec<Step>,
}

impl Server {
    fn advice(&self, problem: &str) -> String {
        let Self { name, variable, .. } = self;
        format!(
            "{problem}\nInstall {name} yourself, or set {variable} to the URL of a server, or start Docker."
        )
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Manager {
    AptGet,
    Dnf,
    Brew,
}

/// What a plan depends on.
#[derive(Clone, Copy)]
struct Machine {
    manager: Option<Manager>,
    is_root: bool,
    has_sudo: bool,
    /// Whether apt-get has lists of packages. Images for containers come without.
    has_lists: bool,
}

impl Machine {
    fn look() -> Self {
        let managers = [(Manager::AptGet, "apt-get"), (Manager::Dnf, "dnf"), (Manager::Brew, "brew")];
        let user = Command::new("id").arg("-u").output();
        let lists = std::fs::read_dir("/var/lib/apt/lists").into_iter().flatten().flatten();
        Self {
            manager: managers
                .into_iter()
                .find(|(_, program)| is_on_path(program))
                .map(|(manager, _)| manager),
            is_root: user.is_ok_and(|user| user.stdout.trim_ascii() == b"0"),
            has_sudo: is_on_path("sudo"),
            has_lists: lists
                .map(|list| list.file_name())
                .any(|list| list.to_string_lossy().contains("_Packages")),
        }
    }
}

fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()))
}

/// Commands in their order.
#[derive(Debug, PartialEq)]
struct Plan {
    steps: Vec<Step>,
    /// What may help when a step fails, as the packages that it knows of are gone from the mirrors.
    refresh: Option<Step>,
}

fn plan(server: &Server, machine: Machine) -> crate::Result<Plan> {
    let manager = machine.manager.ok_or_else(|| server.advice("no apt-get, dnf or brew is on PATH"))?;
    let mut steps = (server.install)(manager);
    let mut refresh = (manager == Manager::AptGet).then(|| Step::new(&["apt-get", "update"]));
    if !machine.has_lists {
        steps.splice(0..0, refresh.take());
    }
    // Homebrew refuses to run as root.
    let becomes_root = !machine.is_root && manager != Manager::Brew;
    if becomes_root && !machine.has_sudo {
        let steps: Vec<String> = steps.iter().map(|step| format!("\n  {step}")).collect();
        return Err(server.advice(&format!("{} is missing. As root, run:{}", server.name, steps.concat())));
    }
    if manager == Manager::AptGet {
        steps
            .iter_mut()
            .chain(&mut refresh)
            .for_each(|step| step.wrap(&["env", "DEBIAN_FRONTEND=noninteractive"]));
    }
    if becomes_root {
        steps.iter_mut().chain(&mut refresh).for_each(|step| step.wrap(&["sudo"]));
    }
    Ok(Plan { steps, refresh })
}

impl Plan {
    fn run(mut self) -> crate::Result {
        for step in &self.steps {
            eprintln!("  {step}");
        }
        for step in &self.steps {
            let result = step.run();
            match result.is_err().then(|| self.refresh.take()).flatten() {
                None => result?,
                Some(refresh) => {
                    eprintln!("  {refresh}");
                    refresh.run()?;
                    step.run()?;
                }
            }
        }
        Ok(())
    }
}

/// A command, with its arguments.
#[derive(Debug, PartialEq)]
struct Step(Vec<&'static str>);

impl Step {
    fn new(command: &[&'static str]) -> Self {
        Self(command.to_vec())
    }

    fn shell(script: &'static str) -> Self {
        Self(vec!["sh", "-c", script])
    }

    /// Makes it the argument of another command.
    fn wrap(&mut self, command: &[&'static str]) {
        self.0.splice(0..0, command.iter().copied());
    }

    fn run(&self) -> crate::Result {
        let status = Command::new(self.0[0]).args(&self.0[1..]).current_dir(Path::new("/")).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("`{self}` failed: {status}")),
            Err(error) => Err(format!("`{self}` did not start: {error}")),
        }
    }
}

/// As one types it.
impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=./@".contains(&byte));
            if is_plain {
                write!(formatter, "{space}{word}")?;
            } else {
                write!(formatter, "{space}'{}'", word.replace('\'', r"'\''"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: Machine =
        Machine { manager: Some(Manager::AptGet), is_root: true, has_sudo: false, has_lists: true };

    fn commands(machine: Machine) -> Vec<String> {
        commands_for(&SERVERS[0], machine)
    }

    fn commands_for(server: &Server, machine: Machine) -> Vec<String> {
        let plan = plan(server, machine).unwrap();
        plan.steps.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn debian_gets_the_packages_and_no_cluster() {
        let commands = commands(DEBIAN);
        assert_eq!(commands.len(), 2);
        assert_eq!(
            commands[0],
            "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql-common"
        );
        assert!(commands[1].contains("create_main_cluster = false"), "{}", commands[1]);
    }

    #[test]
    fn debian_gets_redis_and_no_service() {
        let commands = commands_for(&SERVERS[1], DEBIAN);
        assert_eq!(commands.len(), 1);
        let positions: Vec<Option<usize>> =
            ["exit 101", "apt-get install", "update-rc.d redis-server disable"]
                .into_iter()
                .map(|part| commands[0].find(part))
                .collect();
        assert!(positions.is_sorted() && positions[0].is_some(), "{}", commands[0]);
    }

    #[test]
    fn lists_are_fetched_first_where_there_are_none_and_later_where_they_are_stale() {
        let update = "env DEBIAN_FRONTEND=noninteractive apt-get update";
        assert_eq!(commands(Machine { has_lists: false, ..DEBIAN })[0], update);
        assert_eq!(plan(&SERVERS[0], DEBIAN).unwrap().refresh.unwrap().to_string(), update);
    }

    #[test]
    fn sudo_is_used_by_who_is_not_root() {
        let user = Machine { is_root: false, has_sudo: true, ..DEBIAN };
        assert!(commands(user).iter().all(|command| command.starts_with("sudo env DEBIAN_FRONTEND=")));

        let fedora = Machine { manager: Some(Manager::Dnf), ..user };
        assert_eq!(commands(fedora), ["sudo dnf install --assumeyes postgresql-server"]);
    }

    #[test]
    fn homebrew_is_never_run_as_root() {
        let mac = Machine { manager: Some(Manager::Brew), is_root: false, has_sudo: true, has_lists: false };
        assert_eq!(commands(mac), ["brew install postgresql@17"]);
        assert_eq!(commands_for(&SERVERS[1], mac), ["brew install redis"]);
    }

    #[test]
    fn who_cannot_install_is_told_what_to_do() {
        let user = Machine { is_root: false, ..DEBIAN };
        let error = plan(&SERVERS[0], user).unwrap_err();
        assert!(error.contains("As root, run:\n  apt-get install"), "{error}");

        let unknown = Machine { manager: None, ..DEBIAN };
        let error = plan(&SERVERS[0], unknown).unwrap_err();
        assert!(error.contains("DATABASE_URL") && error.contains("Install PostgreSQL yourself"), "{error}");
    }

    #[test]
    fn a_stale_list_is_refreshed_once() {
        let step = |command: &'static str| Step::new(&[command]);
        let fails = Plan { steps: vec![step("false")], refresh: Some(step("true")) };
        assert!(fails.run().unwrap_err().contains("`false` failed"));
        let works = Plan { steps: vec![step("true")], refresh: Some(step("false")) };
        works.run().unwrap();
    }
}
