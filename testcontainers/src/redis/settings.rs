//! The settings of the servers that we start, wherever they run.

use super::Setting;

/// The one user who needs a password.
pub(super) const USER: &str = "with_password";

pub(super) const PASSWORD: &str = "right";

/// Nothing is kept, and nothing is waited for.
const SETTINGS: &str = "\
save \"\"
appendonly no
user with_password on >right ~* &* +@all
# A replica that asks for the data gets it at once, and not after the five seconds in which others may ask too.
repl-diskless-sync yes
repl-diskless-sync-delay 0
";

/// A node of a cluster. If its address is not set, it announces none until another node has announced it.
#[cfg(unix)]
pub(super) const NODE: &str = "\
cluster-enabled yes
cluster-announce-ip 127.0.0.1
# On a busy machine a node that is well is late.
cluster-node-timeout 5000
";

/// The text of `redis.conf`. The last directive of a name counts: those of the test win.
pub(super) fn file(place: &str, settings: &[Setting]) -> String {
    let mut file = format!("{SETTINGS}{place}");
    for (name, value) in settings {
        file.extend([name, " ", value, "\n"]);
    }
    file
}

/// The password of the default user, if it has one.
pub(super) fn password(settings: &[Setting]) -> Option<&str> {
    let mut passwords = settings.iter().rev().filter(|(name, _)| name.eq_ignore_ascii_case("requirepass"));
    passwords.next().map(|(_, password)| password.as_str()).filter(|password| *password != "\"\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redis_user_is_the_one_of_the_settings() {
        assert!(SETTINGS.contains(&format!("user {USER} on >{PASSWORD} ")));
    }

    #[test]
    fn redis_settings_of_a_test_come_last() {
        let settings = [("maxmemory".to_owned(), "1mb".to_owned()), ("save".to_owned(), "60 1".to_owned())];
        assert!(file("port 1\n", &settings).ends_with("port 1\nmaxmemory 1mb\nsave 60 1\n"));
    }

    #[test]
    fn last_requirepass_setting_is_the_password() {
        let settings =
            |values: &[&str]| values.iter().map(|value| ("requirepass".into(), (*value).into())).collect();
        let (none, two, reset): (Vec<Setting>, Vec<Setting>, Vec<Setting>) =
            (settings(&[]), settings(&["a", "b"]), settings(&["a", "\"\""]));
        assert_eq!([password(&none), password(&two), password(&reset)], [None, Some("b"), None]);
    }
}
