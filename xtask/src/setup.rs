//! Installs the servers and libraries that tests and the demo need.
//!
//! Only what is missing, with the system's package manager, and not before it has said what it will run.

mod mdbook;
mod plan;

use std::process::Command;

use db_server_programs::{MARIADB, PGBOUNCER, POSTGRES, PROMETHEUS, Programs, REDIS};
pub(crate) use mdbook::mdbook;
use plan::{Machine, Manager, Step, is_on_path, plan};

/// Installs one of Debian's packages that starts a service on its own port, unless a policy (invoke-rc.d(8)) says that nothing
/// is to be started, and has it started with the machine. The policy holds for this installation only, and one that the
/// machine has is put back afterwards.
macro_rules! without_service {
    ($package:literal) => {
        concat!(
            "set -e; \
             policy=/usr/sbin/policy-rc.d; \
             kept=$policy.db-trace; \
             [ -e \"$kept\" ] || [ ! -e \"$policy\" ] || mv \"$policy\" \"$kept\"; \
             trap 'rm -f \"$policy\"; [ ! -e \"$kept\" ] || mv \"$kept\" \"$policy\"' EXIT; \
             trap 'exit 1' HUP INT TERM; \
             printf '#!/bin/sh\\nexit 101\\n' >\"$policy\"; \
             chmod 755 \"$policy\"; \
             apt-get install --yes --no-install-recommends ",
            $package,
            "; update-rc.d ",
            $package,
            " disable"
        )
    };
}

/// What there has to be, how to see that it is there, and how to get it. A new need is a new entry.
const NEEDS: [Need; 9] = [
    Need {
        name: "PostgreSQL",
        kind: Kind::Server { variable: "DATABASE_URL", programs: &POSTGRES },
        purpose: Purpose::Demo,
        install: |manager| match manager {
            Manager::AptGet => vec![
                Step::new(&["apt-get", "install", "--yes", "--no-install-recommends", "postgresql-common"]),
                Step::shell(WITHOUT_CLUSTER),
            ],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "postgresql-server"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "postgresql@17"])],
        },
    },
    Need {
        name: "Redis",
        kind: Kind::Server { variable: "REDIS_URL", programs: &REDIS },
        purpose: Purpose::Demo,
        install: |manager| match manager {
            Manager::AptGet => vec![Step::shell(without_service!("redis-server"))],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "redis"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "redis"])],
        },
    },
    // The program and nothing around it: what starts it with the machine is in another package of Debian's.
    Need {
        name: "MariaDB",
        kind: Kind::Server { variable: "MYSQL_URL", programs: &MARIADB },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => {
                const PACKAGE: &[&str] =
                    &["apt-get", "install", "--yes", "--no-install-recommends", "mariadb-server-core"];
                vec![Step::new(PACKAGE)]
            }
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "mariadb-server"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "mariadb"])],
        },
    },
    // What reads the metrics in the tests of the dashboard, and checks the alerts.
    Need {
        name: "Prometheus",
        kind: Kind::Tool { programs: &PROMETHEUS },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => vec![Step::shell(without_service!("prometheus"))],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "golang-github-prometheus"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "prometheus"])],
        },
    },
    // What takes the pictures of `cargo xtask screenshots`.
    Need {
        name: "Chromium",
        kind: Kind::Program { name: "chromium" },
        purpose: Purpose::Screenshots,
        install: |manager| match manager {
            Manager::AptGet => {
                const PACKAGES: &[&str] = &[
                    "apt-get",
                    "install",
                    "--yes",
                    "--no-install-recommends",
                    "chromium",
                    "fonts-dejavu-core",
                ];
                vec![Step::new(PACKAGES)]
            }
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "chromium"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "chromium"])],
        },
    },
    // What redis-rs is built on with its feature `tls-native-tls`, which the tests switch on with all others.
    Need {
        name: "OpenSSL's library with its headers",
        kind: Kind::Library { package: "openssl" },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => {
                const PACKAGES: &[&str] =
                    &["apt-get", "install", "--yes", "--no-install-recommends", "pkg-config", "libssl-dev"];
                vec![Step::new(PACKAGES)]
            }
            Manager::Dnf => {
                vec![Step::new(&["dnf", "install", "--assumeyes", "pkgconf-pkg-config", "openssl-devel"])]
            }
            Manager::Brew => vec![Step::new(&["brew", "install", "pkgconf", "openssl@3"])],
        },
    },
    // What diesel is built on with its feature `postgres`.
    Need {
        name: "PostgreSQL's client library with its headers",
        kind: Kind::Library { package: "libpq" },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => {
                const PACKAGES: &[&str] =
                    &["apt-get", "install", "--yes", "--no-install-recommends", "pkg-config", "libpq-dev"];
                vec![Step::new(PACKAGES)]
            }
            Manager::Dnf => {
                vec![Step::new(&["dnf", "install", "--assumeyes", "pkgconf-pkg-config", "libpq-devel"])]
            }
            Manager::Brew => vec![Step::new(&["brew", "install", "pkgconf", "libpq"])],
        },
    },
    // What diesel is built on with its feature `mysql`.
    Need {
        name: "MariaDB's client library with its headers",
        kind: Kind::Library { package: "libmariadb" },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => {
                const PACKAGES: &[&str] = &[
                    "apt-get",
                    "install",
                    "--yes",
                    "--no-install-recommends",
                    "pkg-config",
                    "libmariadb-dev",
                ];
                vec![Step::new(PACKAGES)]
            }
            Manager::Dnf => {
                const PACKAGES: &[&str] =
                    &["dnf", "install", "--assumeyes", "pkgconf-pkg-config", "mariadb-connector-c-devel"];
                vec![Step::new(PACKAGES)]
            }
            Manager::Brew => vec![Step::new(&["brew", "install", "pkgconf", "mariadb-connector-c"])],
        },
    },
    // A pooler: the tests put it in front of PostgreSQL.
    Need {
        name: "PgBouncer",
        kind: Kind::Tool { programs: &PGBOUNCER },
        purpose: Purpose::Tests,
        install: |manager| match manager {
            Manager::AptGet => vec![Step::shell(without_service!("pgbouncer"))],
            Manager::Dnf => vec![Step::new(&["dnf", "install", "--assumeyes", "pgbouncer"])],
            Manager::Brew => vec![Step::new(&["brew", "install", "pgbouncer"])],
        },
    },
];

/// Debian's package creates a database cluster and starts it, unless a setting forbids it. The setting holds for this
/// installation only: another version that is installed later gets its cluster.
const WITHOUT_CLUSTER: &str = "\
set -e; \
setting=/etc/postgresql-common/createcluster.d/db-trace.conf; \
mkdir -p \"${setting%/*}\"; \
trap 'rm -f \"$setting\"; rmdir \"${setting%/*}\" 2>/dev/null || true' EXIT; \
echo 'create_main_cluster = false' >\"$setting\"; \
apt-get install --yes --no-install-recommends postgresql";

/// Installs the servers, apart from those for which a variable names another one.
pub(crate) fn run() -> crate::Result {
    install(Need::is_unnamed_server)
}

/// Installs the servers and the tools.
pub(crate) fn run_with_tools() -> crate::Result {
    install(|need| need.is_unnamed_server() || matches!(need.kind, Kind::Tool { .. }))?;
    mdbook().map(drop)
}

/// The servers of the demo.
pub(crate) fn run_for_demo() -> crate::Result {
    install(|need| need.purpose == Purpose::Demo && need.is_unnamed_server())
}

/// The tests also need servers that they may kill, and build everything.
pub(crate) fn run_for_tests() -> crate::Result {
    install(|need| need.purpose != Purpose::Screenshots)
}

/// Installs the browser of `cargo xtask screenshots`.
pub(crate) fn run_for_screenshots() -> crate::Result {
    install(|need| need.purpose == Purpose::Screenshots)
}

/// Returns `true` if this program runs as root, whom a browser's sandbox refuses.
pub(crate) fn is_root() -> bool {
    Machine::look().is_root
}

fn install(is_needed: fn(&Need) -> bool) -> crate::Result {
    let missing: Vec<(&Need, String)> = NEEDS
        .iter()
        .filter(|need| is_needed(need))
        .filter_map(|need| Some((need, need.find().err()?)))
        .collect();
    for (need, why) in missing {
        let plan = match plan(need, Machine::look()) {
            Err(_) if need.is_in_docker() => {
                eprintln!("{} is missing ({why}): Docker will run it.", need.name);
                continue;
            }
            plan => plan?,
        };
        eprintln!("{} is missing ({why}). Installing it; nothing of it is started:", need.name);
        plan.run().map_err(|error| need.advice(&error))?;
        need.find().map_err(|error| need.advice(&error))?;
    }
    Ok(())
}

struct Need {
    name: &'static str,
    kind: Kind,
    purpose: Purpose,
    install: fn(Manager) -> Vec<Step>,
}

/// The first command that needs it. The tests need what the demo needs.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Demo,
    Tests,
    Screenshots,
}

enum Kind {
    /// Programs that tests start. If the variable is set, it names another server.
    Server { variable: &'static str, programs: &'static Programs },
    /// Programs that tests call.
    Tool { programs: &'static Programs },
    /// A program on `PATH`.
    Program { name: &'static str },
    /// What is linked, under its name in pkg-config.
    Library { package: &'static str },
}

impl Need {
    /// The error is a sentence that says what is not there.
    fn find(&self) -> crate::Result {
        match self.kind {
            Kind::Server { programs, .. } | Kind::Tool { programs } => programs.folder().map(drop),
            Kind::Program { name } if is_on_path(name) => Ok(()),
            Kind::Program { name } => Err(format!("no {name} on PATH")),
            Kind::Library { package } => {
                let found = Command::new("pkg-config").args(["--exists", package]).status();
                match found {
                    Ok(status) if status.success() => Ok(()),
                    Ok(_) => Err(format!("pkg-config knows no {package}")),
                    Err(_) => Err("there is no pkg-config".to_owned()),
                }
            }
        }
    }

    /// Returns `true` if it is a server that no variable names.
    fn is_unnamed_server(&self) -> bool {
        match self.kind {
            Kind::Server { variable, .. } => std::env::var_os(variable).is_none_or(|url| url.is_empty()),
            Kind::Tool { .. } | Kind::Program { .. } | Kind::Library { .. } => false,
        }
    }

    /// Whether tests will find a server without our help.
    fn is_in_docker(&self) -> bool {
        let answers = || Command::new("docker").arg("info").output().is_ok_and(|info| info.status.success());
        matches!(self.kind, Kind::Server { .. }) && answers()
    }

    fn advice(&self, problem: &str) -> String {
        let name = self.name;
        match self.kind {
            Kind::Server { variable, .. } => format!(
                "{problem}\nInstall {name} yourself, or set {variable} to the URL of a server, or start Docker."
            ),
            Kind::Tool { .. } | Kind::Program { .. } => format!("{problem}\nInstall {name} yourself."),
            Kind::Library { .. } => format!("{problem}\nInstall {name} yourself, and pkg-config."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plan::Plan;
    use super::*;

    const DEBIAN: Machine =
        Machine { manager: Some(Manager::AptGet), is_root: true, has_sudo: false, has_lists: true };

    fn need(name: &str) -> &'static Need {
        static ALL: &[Need] = &NEEDS;
        ALL.iter().find(|need| need.name == name).unwrap()
    }

    fn commands(machine: Machine) -> Vec<String> {
        commands_for(need("PostgreSQL"), machine)
    }

    fn commands_for(need: &Need, machine: Machine) -> Vec<String> {
        let plan = plan(need, machine).unwrap();
        plan.steps.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn postgres_on_debian_is_installed_without_a_cluster() {
        let commands = commands(DEBIAN);
        assert_eq!(commands.len(), 2);
        assert_eq!(
            commands[0],
            "env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql-common"
        );
        assert!(commands[1].contains("create_main_cluster = false"), "{}", commands[1]);
    }

    #[test]
    fn redis_on_debian_is_installed_without_a_service() {
        assert_is_without_service(need("Redis"), "redis-server");
    }

    #[test]
    fn prometheus_on_debian_is_installed_without_a_service() {
        assert_is_without_service(need("Prometheus"), "prometheus");
    }

    fn assert_is_without_service(need: &Need, package: &str) {
        let commands = commands_for(need, DEBIAN);
        assert_eq!(commands.len(), 1);
        let install = format!("apt-get install --yes --no-install-recommends {package};");
        let disable = format!("update-rc.d {package} disable");
        let positions = ["exit 101", &install, &disable].map(|part| commands[0].find(part));
        assert!(positions.is_sorted() && positions[0].is_some(), "{}", commands[0]);
    }

    #[test]
    fn pgbouncer_on_debian_is_installed_without_a_service() {
        let commands = commands_for(need("PgBouncer"), DEBIAN);
        assert_eq!(commands.len(), 1);
        assert!(commands[0].contains("exit 101"), "{}", commands[0]);
        let end = "--no-install-recommends pgbouncer; update-rc.d pgbouncer disable'";
        assert!(commands[0].ends_with(end), "{}", commands[0]);
        assert_eq!(need("PgBouncer").advice("It is missing."), "It is missing.\nInstall PgBouncer yourself.");
    }

    #[test]
    fn mariadb_on_debian_is_installed_without_a_service() {
        let commands = commands_for(need("MariaDB"), DEBIAN);
        assert_eq!(commands.len(), 1);
        assert!(commands[0].ends_with("--no-install-recommends mariadb-server-core"), "{}", commands[0]);
    }

    #[test]
    fn openssl_library_is_installed_with_pkg_config() {
        let commands = commands_for(need("OpenSSL's library with its headers"), DEBIAN);
        assert!(commands[0].ends_with("pkg-config libssl-dev"), "{}", commands[0]);
        let advice = need("OpenSSL's library with its headers").advice("It is missing.");
        assert_eq!(
            advice,
            "It is missing.\nInstall OpenSSL's library with its headers yourself, and pkg-config."
        );
    }

    #[test]
    fn package_lists_are_fetched_first_if_missing_and_later_if_stale() {
        let update = "env DEBIAN_FRONTEND=noninteractive apt-get update";
        assert_eq!(commands(Machine { has_lists: false, ..DEBIAN })[0], update);
        assert_eq!(plan(need("PostgreSQL"), DEBIAN).unwrap().refresh.unwrap().to_string(), update);
    }

    #[test]
    fn install_uses_sudo_if_the_user_is_not_root() {
        let user = Machine { is_root: false, has_sudo: true, ..DEBIAN };
        assert!(commands(user).iter().all(|command| command.starts_with("sudo env DEBIAN_FRONTEND=")));

        let fedora = Machine { manager: Some(Manager::Dnf), ..user };
        assert_eq!(commands(fedora), ["sudo dnf install --assumeyes postgresql-server"]);
    }

    #[test]
    fn homebrew_is_never_run_as_root() {
        let mac = Machine { manager: Some(Manager::Brew), is_root: false, has_sudo: true, has_lists: false };
        assert_eq!(commands(mac), ["brew install postgresql@17"]);
        assert_eq!(commands_for(need("Redis"), mac), ["brew install redis"]);
        assert_eq!(commands_for(need("MariaDB"), mac), ["brew install mariadb"]);
    }

    #[test]
    fn impossible_install_fails_with_advice() {
        let user = Machine { is_root: false, ..DEBIAN };
        let error = plan(need("PostgreSQL"), user).unwrap_err();
        assert!(error.contains("As root, run:\n  apt-get install"), "{error}");

        let unknown = Machine { manager: None, ..DEBIAN };
        let error = plan(need("PostgreSQL"), unknown).unwrap_err();
        assert!(error.contains("DATABASE_URL") && error.contains("Install PostgreSQL yourself"), "{error}");
    }

    #[test]
    fn stale_package_list_is_refreshed_once() {
        let step = |command: &'static str| Step::new(&[command]);
        let fails = Plan { steps: vec![step("false")], refresh: Some(step("true")) };
        assert!(fails.run().unwrap_err().contains("`false` failed"));
        let works = Plan { steps: vec![step("true")], refresh: Some(step("false")) };
        works.run().unwrap();
    }
}
