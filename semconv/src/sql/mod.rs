//! stub
use std::borrow::Cow;
/// d
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// a
    Postgres,
    /// a
    Mysql,
    /// a
    Sqlite,
    /// a
    Generic,
}
/// a
#[derive(Debug)]
pub struct Analysis {
    /// a
    pub text: String,
    /// a
    pub summary: String,
    /// a
    pub operation: Option<String>,
    /// a
    pub collection: Option<String>,
    /// a
    pub stored_procedure: Option<String>,
    /// a
    pub has_parameters: bool,
}
/// a
pub fn analyze(sql: &str, _d: Dialect, _limit: usize) -> Analysis {
    Analysis {
        text: String::new(),
        summary: sql.split(' ').next().unwrap_or_default().to_owned(),
        operation: None,
        collection: None,
        stored_procedure: None,
        has_parameters: false,
    }
}
/// a
pub fn truncate(text: &str, _limit: usize) -> Cow<'_, str> {
    Cow::Borrowed(text)
}
