//! Users, for servers that refuse to run as root.

use std::process::Command;

use crate::Error;

/// A user by numbers, as the kernel knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// The user that a server has to run as: `preferred` or else `nobody` when we are root, and `None` (stay who we are)
/// otherwise.
pub(crate) fn unprivileged(preferred: &str) -> Result<Option<User>, Error> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    [preferred, "nobody"].into_iter().find_map(named).map(Some).ok_or_else(|| {
        Error::new(format_args!(
            "we are root, which servers refuse, and there is neither `{preferred}` nor `nobody`"
        ))
    })
}

/// Whose files we create.
pub(crate) fn current() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Asks `id`, which knows users of directory services too, where `/etc/passwd` does not.
fn named(name: &str) -> Option<User> {
    let number = |which: &str| {
        let output =
            Command::new("id").args([which, name]).output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    Some(User { user: number("-u")?, group: number("-g")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_user_is_found_by_name() {
        assert_eq!(named("root").unwrap().user, 0);
        assert!(named("no such user").is_none());
    }
}
