//! Where the commands' own description is not what servers take, or does not say what is a credential.

/// Applies what is for a command to its grammar. Panics where a correction has nothing to correct.
pub(crate) fn correct(command: &str, grammar: &str) -> String {
    let mut grammar = grammar.to_owned();
    for (commands, from, to) in CORRECTIONS {
        if !commands.contains(&command) {
            continue;
        }
        assert!(
            if from.is_empty() { grammar.is_empty() } else { grammar.contains(from) },
            "{command}: {from}"
        );
        grammar = if from.is_empty() { (*to).to_owned() } else { grammar.replace(from, to) };
    }
    grammar
}

/// The commands, what their grammar says, and what it is to say.
const CORRECTIONS: &[(&[&str], &str, &str)] = &[
    // Credentials, and what may hold them: settings and rules by their values, and other commands' arguments.
    (&["AUTH"], "[<username:string>] <password:string>", "[<username:secret>] <password:secret>"),
    (&["HELLO"], "<username:string> <password:string>", "<username:secret> <password:secret>"),
    (&["MIGRATE"], "<username:string> <password:string>", "<username:secret> <password:secret>"),
    (&["MIGRATE"], "<auth:string>", "<auth:secret>"),
    (&["ACL SETUSER"], "<rule:string>", "<rule:secret>"),
    (&["ACL DRYRUN", "COMMAND GETKEYS", "COMMAND GETKEYSANDFLAGS"], "<arg:string>", "<arg:secret>"),
    (&["CONFIG SET", "FT.CONFIG SET", "_FT.CONFIG SET"], "<value:string>", "<value:secret>"),
    (&["MODULE LOAD"], "<arg:string>", "<arg:secret>"),
    (&["MODULE LOADEX"], "<value:string>", "<value:secret>"),
    (&["MODULE LOADEX"], "<args:string>", "<args:secret>"),
    (&["SEARCH.CLUSTERSET", "TIMESERIES.CLUSTERSET"], "", "[<topology:secret>...]"),
    // The contract shows the host, which is no data. The empty key has no notation of its own in a command.
    (&["MIGRATE"], "<host:string>", "<host:shown>"),
    (&["MIGRATE"], r#"(<key>|"")"#, "<key>"),
    // The word is repeated with its value, not the value alone.
    (&["SORT", "SORT_RO"], "[GET <get-pattern:pattern>...]", "[GET <get-pattern:pattern>]..."),
    (&["CLIENT TRACKING"], "[PREFIX <prefix:string>...]", "[PREFIX <prefix:string>]..."),
    (
        &["BITFIELD_RO"],
        "[GET (<encoding:string> <offset:integer>)...]",
        "[GET (<encoding:string> <offset:integer>)]...",
    ),
    // Servers take both, and the last one counts.
    (
        &["GEORADIUS", "GEORADIUSBYMEMBER"],
        "[(STORE <key>|STOREDIST <key>)]",
        "[STORE <key>] [STOREDIST <key>]",
    ),
    // An address is what is no filter.
    (
        &["CLIENT KILL"],
        "(<old-format:string>|([ID <client-id:integer>]|[TYPE (NORMAL|MASTER|SLAVE|REPLICA|PUBSUB)]|\
         [USER <username:string>]|[ADDR <addr:string>]|[LADDR <laddr:string>]|[SKIPME (YES|NO)]|\
         [MAXAGE <maxage:integer>])...)",
        "[ID <client-id:integer>] [TYPE (NORMAL|MASTER|SLAVE|REPLICA|PUBSUB)] [USER <username:string>] \
         [ADDR <addr:string>] [LADDR <laddr:string>] [SKIPME (YES|NO)] [MAXAGE <maxage:integer>] \
         [<old-format:string>]",
    ),
    // A vector is a number of components; the form with one blob has no number.
    (
        &["VADD"],
        "(FP32|VALUES) <vector:string> <element:string>",
        "(FP32 <vector:string>|VALUES <num:integer> <component:double>...) <element:string>",
    ),
    (
        &["VSIM"],
        "(ELE|FP32|VALUES) <vector_or_element:string>",
        "(ELE <element:string>|FP32 <vector:string>|VALUES <num:integer> <component:double>...)",
    ),
    // The functions of an expression stand for the expression.
    (
        &["FT.AGGREGATE", "FT.HYBRID"],
        "(EXISTS () LOG () ABS () CEIL () FLOOR () LOG2 () EXP () SQRT () UPPER () LOWER () STARTSWITH () CONTAINS () \
         STRLEN () SUBSTR () FORMAT () MATCHED_TERMS () SPLIT () TIMEFMT () PARSETIME () DAY () HOUR () MINUTE () \
         MONTH () DAYOFWEEK () DAYOFMONTH () DAYOFYEAR () YEAR () MONTHOFYEAR () GEODISTANCE ()) AS",
        "<expression:string> AS",
    ),
    // A number of arguments, as for the other functions.
    (
        &["FT.AGGREGATE", "FT.HYBRID"],
        "((FIELDS <num_fields:integer> <field:string>...)|FIELDS *) \
         [(SORTBY <nargs:integer> (<field:string> [(ASC|DESC)])...)] [(LIMIT <offset:integer> <count:integer>)] \
         [DISTINCT]",
        "<arg:string>...",
    ),
    // One word with two sorts of values.
    (
        &["FT.AGGREGATE", "FT.HYBRID"],
        "[(LOAD <count:string> <field:string>...)]",
        "[LOAD (*|(<count:string> <field:string>...))]",
    ),
    (&["FT.AGGREGATE", "FT.HYBRID"], " [LOAD *]", ""),
];
