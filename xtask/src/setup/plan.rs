//! Which commands install what is missing on this machine.

use std::fmt;
use std::path::Path;
use std::process::Command;

use super::Need;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Manager {
    AptGet,
    Dnf,
    Brew,
}

/// What a plan depends on.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    pub(super) manager: Option<Manager>,
    pub(super) is_root: bool,
    pub(super) has_sudo: bool,
    /// Whether apt-get has lists of packages. Images for containers come without.
    pub(super) has_lists: bool,
}

impl Machine {
    pub(super) fn look() -> Self {
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

pub(super) fn is_on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()))
}

/// Commands in their order.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// What may help when a step fails, as the packages that it knows of are gone from the mirrors.
    pub(super) refresh: Option<Step>,
}

pub(super) fn plan(need: &Need, machine: Machine) -> crate::Result<Plan> {
    let manager = machine.manager.ok_or_else(|| need.advice("no apt-get, dnf or brew is on PATH"))?;
    let mut steps = (need.install)(manager);
    let mut refresh = (manager == Manager::AptGet).then(|| Step::new(&["apt-get", "update"]));
    if !machine.has_lists {
        steps.splice(0..0, refresh.take());
    }
    // Homebrew refuses to run as root.
    let becomes_root = !machine.is_root && manager != Manager::Brew;
    if becomes_root && !machine.has_sudo {
        let steps: Vec<String> = steps.iter().map(|step| format!("\n  {step}")).collect();
        return Err(need.advice(&format!("{} is missing. As root, run:{}", need.name, steps.concat())));
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
    pub(super) fn run(mut self) -> crate::Result {
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
pub(super) struct Step(Vec<&'static str>);

impl Step {
    pub(super) fn new(command: &[&'static str]) -> Self {
        Self(command.to_vec())
    }

    pub(super) fn shell(script: &'static str) -> Self {
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
