//! The account that a PostgreSQL server runs as: it refuses to run as root.

use std::path::Path;
use std::process::Command;

/// A user other than root, if this program runs as root.
pub(super) struct Account {
    other: Option<(u32, u32)>,
}

impl Account {
    /// Chooses an account, and gives it `folder` if it is not the one that runs this program.
    #[cfg(unix)]
    pub(super) fn for_folder(folder: &Path) -> crate::Result<Self> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

        // A folder that we make shows who we are, and the standard library has no other way to ask.
        let metadata = folder.metadata().map_err(|error| format!("{}: {error}", folder.display()))?;
        let failed = |error: std::io::Error| format!("cannot hand over {}: {error}", folder.display());
        let private = std::fs::Permissions::from_mode(0o700);
        std::fs::set_permissions(folder, private).map_err(failed)?;
        if metadata.uid() != 0 {
            return Ok(Self { other: None });
        }
        let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let (user, group) = ["postgres", "nobody"].iter().find_map(|name| ids(&accounts, name)).ok_or(
            "PostgreSQL does not run as root, and /etc/passwd has neither `postgres` nor `nobody`: \
             run this as another user",
        )?;
        chown(folder, Some(user), Some(group)).map_err(failed)?;
        Ok(Self { other: Some((user, group)) })
    }

    #[cfg(not(unix))]
    pub(super) fn for_folder(_folder: &Path) -> crate::Result<Self> {
        Ok(Self { other: None })
    }

    /// Makes a command run as this account.
    pub(super) fn run<'command>(&self, command: &'command mut Command) -> &'command mut Command {
        // The account may have no right to see the folder that the caller is in.
        command.current_dir(std::env::temp_dir());
        #[cfg(unix)]
        if let Some((user, group)) = self.other {
            use std::os::unix::process::CommandExt;
            command.uid(user).gid(group);
        }
        command
    }
}

/// The user and group of an account, from the text of `/etc/passwd`.
#[cfg(unix)]
fn ids(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn account_ids_are_the_third_and_fourth_field() {
        let accounts =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(ids(accounts, "postgres"), Some((101, 104)));
        assert_eq!(ids(accounts, "nobody"), None);
    }
}
