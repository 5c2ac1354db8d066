//! The table `src/redis/table.rs`, made from `data/redis-commands.tsv`.

mod compile;
mod corrections;
pub(crate) mod grammar;
mod keys;
mod parts;
mod render;

use std::path::Path;

use compile::{Context, Step, compile};
use grammar::{Node, parse};

const COMMANDS: &str = include_str!("../../../data/redis-commands.tsv");
const TABLE: &str = include_str!("../../../src/redis/table.rs");

/// A command of the table.
pub(crate) struct Row {
    /// In capitals, a subcommand's with its container's.
    pub(crate) name: String,
    /// Redis's key specifications, or `-`.
    pub(crate) keys: String,
    pub(crate) grammar: Node,
    pub(crate) is_hash: bool,
    pub(crate) is_container: bool,
    traits: Vec<&'static str>,
    steps: Vec<Step>,
}

/// All commands, by name.
pub(crate) fn rows() -> Vec<Row> {
    let described = COMMANDS.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let added = sentinel().map(|(name, grammar)| vec![name, "", "sentinel", "", "-", grammar]);
    let mut lines: Vec<Vec<&str>> = described.chain(added).collect();
    lines.sort_by_key(|columns| columns[0]);
    let names: Vec<&str> = lines.iter().map(|columns| columns[0]).collect();
    lines.iter().map(|columns| row(columns, &names)).collect()
}

fn row(columns: &[&str], names: &[&str]) -> Row {
    let &[name, _arity, group, _since, keys, grammar] = columns else { panic!("six columns: {columns:?}") };
    let is_subcommand = |other: &&str| other.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
    let subcommands: Vec<&str> = names.iter().copied().filter(is_subcommand).collect();
    let grammar = if subcommands.is_empty() { grammar } else { "" };
    let grammar = corrections::correct(name, grammar);
    let has_keys = keys != "-" && !keys.contains("not_key") && subcommands.is_empty();
    let grammar = if grammar.is_empty() && has_keys { from_keys(keys) } else { grammar };
    let is_hash = group == "hash";
    let context = Context {
        is_hash,
        has_keys,
        has_number_of_keys: keys.contains("numkeys="),
        counts_arguments: name.starts_with("FT."),
    };
    let grammar = parse(&grammar);
    let is_container = !subcommands.is_empty();
    let has_secrets = |steps: &[Step]| format!("{steps:?}").contains("Secret");
    let steps = compile(context, &grammar);
    let has_secret = has_secrets(&steps)
        || ["ACL", "CONFIG", "MODULE", "COMMAND", "SENTINEL", "FT.CONFIG", "_FT.CONFIG"].contains(&name);
    let traits = [
        ("CONTAINER", is_container),
        ("SECRET", has_secret),
        ("BLOCKING", BLOCKING.contains(&name)),
        ("BLOCK_OPTION", columns[5].contains("BLOCK <milliseconds:integer>")),
        ("SCRIPT_DIGEST", name.starts_with("EVALSHA")),
        ("FUNCTION_NAME", name.starts_with("FCALL")),
    ];
    let traits = traits.into_iter().filter_map(|(name, has)| has.then_some(name)).collect();
    Row { name: name.to_owned(), keys: keys.to_owned(), grammar, is_hash, is_container, traits, steps }
}

/// The commands that wait whatever their arguments are.
const BLOCKING: [&str; 11] = [
    "BLMOVE",
    "BLMOVEM",
    "BLMPOP",
    "BLPOP",
    "BRPOP",
    "BRPOPLPUSH",
    "BZMPOP",
    "BZPOPMAX",
    "BZPOPMIN",
    "WAIT",
    "WAITAOF",
];

/// A grammar for what has keys and no grammar: one key at its place.
fn from_keys(keys: &str) -> String {
    let index = keys.strip_prefix("index=").and_then(|rest| rest.split_once(";last=0,")).expect("one key").0;
    let before = index.parse::<usize>().expect("a number") - 1;
    "<argument:string> ".repeat(before) + "<key>"
}

/// The commands that a sentinel has and a server does not, with their grammar.
fn sentinel() -> impl Iterator<Item = (&'static str, &'static str)> {
    SENTINEL.into_iter()
}

/// As Redis's page on Sentinel lists them.
const SENTINEL: [(&str, &str); 21] = [
    ("SENTINEL", ""),
    ("SENTINEL CKQUORUM", "<name:string>"),
    ("SENTINEL CONFIG", "<action:string> [<argument:secret>...]"),
    ("SENTINEL DEBUG", "[<argument:string>...]"),
    ("SENTINEL FAILOVER", "<name:string>"),
    ("SENTINEL FLUSHCONFIG", ""),
    ("SENTINEL GET-MASTER-ADDR-BY-NAME", "<name:string>"),
    ("SENTINEL HELP", ""),
    ("SENTINEL INFO-CACHE", "<name:string>..."),
    ("SENTINEL IS-MASTER-DOWN-BY-ADDR", "<ip:string> <port:integer> <epoch:integer> <run-id:string>"),
    ("SENTINEL MASTER", "<name:string>"),
    ("SENTINEL MASTERS", ""),
    ("SENTINEL MONITOR", "<name:string> <ip:string> <port:integer> <quorum:integer>"),
    ("SENTINEL MYID", ""),
    ("SENTINEL PENDING-SCRIPTS", ""),
    ("SENTINEL REMOVE", "<name:string>"),
    ("SENTINEL REPLICAS", "<name:string>"),
    ("SENTINEL RESET", "<pattern:pattern>"),
    ("SENTINEL SENTINELS", "<name:string>"),
    ("SENTINEL SET", "<name:string> (<option:string> <value:secret>)..."),
    ("SENTINEL SLAVES", "<name:string>"),
];

#[test]
fn the_table_is_up_to_date() {
    let source = render::source(&rows());
    if std::env::var_os("REDIS_TABLE").is_some_and(|value| value == "write") {
        let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/redis/table.rs");
        std::fs::write(table, source).expect("the table can be written");
    } else {
        let hint = "REDIS_TABLE=write cargo test -p db-redact --test redis table";
        assert!(source == TABLE, "src/redis/table.rs is not up to date: {hint}");
    }
}
