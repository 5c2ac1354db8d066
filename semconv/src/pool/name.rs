//! Names of pools: `db.client.connection.pool.name`.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::strings::Label;

/// The number of pools that have each name at the time.
static IN_USE: LazyLock<Mutex<HashMap<String, usize>>> = LazyLock::new(Mutex::default);

/// A name that is in use as long as this is there.
#[derive(Debug)]
pub(crate) struct PoolName(Label);

impl PoolName {
    /// Takes the name that a user gives, also if another pool has it. Their metrics are added up.
    pub(crate) fn given(name: &str) -> Self {
        *IN_USE.lock().unwrap_or_else(PoisonError::into_inner).entry(name.to_owned()).or_default() += 1;
        Self(Label::interned(name))
    }

    /// `base`, or `base#2`, `base#3` … where it is taken: the conventions want a name to be unique within the
    /// application.
    pub(crate) fn unique(base: &str) -> Self {
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut name = base.to_owned();
        let mut number = 1_usize;
        while in_use.contains_key(&name) {
            number += 1;
            name = format!("{base}#{number}");
        }
        let label = Label::interned(&name);
        in_use.insert(name, 1);
        Self(label)
    }

    pub(crate) fn label(&self) -> &Label {
        &self.0
    }
}

impl Drop for PoolName {
    fn drop(&mut self) {
        let mut in_use = IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = in_use.get_mut(self.0.as_str()) {
            *count -= 1;
            if *count == 0 {
                in_use.remove(self.0.as_str());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unique_pool_name_skips_the_names_in_use() {
        let first = PoolName::unique("named");
        let second = PoolName::unique("named");
        let given = PoolName::given("named#3");
        let fourth = PoolName::unique("named");
        assert_eq!(
            [&first, &second, &given, &fourth].map(|name| name.label().as_str()),
            ["named", "named#2", "named#3", "named#4"]
        );
        drop(first);
        assert_eq!(PoolName::unique("named").label().as_str(), "named");
    }

    #[test]
    fn given_pool_name_may_be_used_twice() {
        let first = PoolName::given("given");
        drop(PoolName::given("given"));
        assert_eq!(PoolName::unique("given").label().as_str(), "given#2");
        drop(first);
        assert_eq!(PoolName::unique("given").label().as_str(), "given");
    }
}
