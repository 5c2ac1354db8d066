use super::check;

#[test]
fn documents_show_keys_and_no_paths() {
    check(&[
        ("JSON.SET doc $ {} NX", "JSON.SET doc ? ? NX"),
        ("JSON.SET doc $.a 7 FORMAT STRING", "JSON.SET doc ? ? FORMAT STRING"),
        ("JSON.GET doc INDENT x $.a $.b", "JSON.GET doc INDENT ? ? ?"),
        ("JSON.MGET a b $.c", "JSON.MGET a b ?"),
        ("JSON.MSET a $ 1 b $ 2", "JSON.MSET a ? ? b ? ?"),
        ("JSON.ARRPOP doc $.a 0", "JSON.ARRPOP doc ? ?"),
        ("JSON.NUMINCRBY doc $.a 5", "JSON.NUMINCRBY doc ? ?"),
        ("JSON.DEBUG MEMORY doc $.a", "JSON.DEBUG MEMORY doc ?"),
    ]);
}

#[test]
fn searches_show_words_alone() {
    check(&[
        (
            "FT.SEARCH idx @a:secret NOCONTENT RETURN 2 a b SORTBY a ASC LIMIT 0 5 PARAMS 2 n v DIALECT 2",
            "FT.SEARCH ? ? NOCONTENT RETURN ? ? ? SORTBY ? ASC LIMIT ? ? PARAMS ? ? ? DIALECT ?",
        ),
        ("FT.SEARCH idx q INKEYS 2 a b FILTER n 0 5", "FT.SEARCH ? ? INKEYS ? ? ? FILTER ? ? ?"),
        ("FT.SEARCH idx LIMIT LIMIT 0 5", "FT.SEARCH ? ? LIMIT ? ?"),
        (
            "FT.AGGREGATE idx * LOAD 1 @a GROUPBY 1 @b REDUCE COUNT 0 AS n APPLY sqrt(@n) AS m LIMIT 0 5",
            "FT.AGGREGATE ? ? LOAD ? ? GROUPBY ? ? REDUCE COUNT ? AS ? APPLY ? AS ? LIMIT ? ?",
        ),
        ("FT.AGGREGATE idx * LOAD * WITHCURSOR COUNT 5", "FT.AGGREGATE ? ? LOAD * WITHCURSOR COUNT ?"),
        (
            "FT.CREATE idx ON HASH PREFIX 1 user: SCHEMA name TEXT SORTABLE age NUMERIC",
            "FT.CREATE ? ON HASH PREFIX ? ? SCHEMA ? TEXT SORTABLE ? NUMERIC",
        ),
        ("FT.CURSOR READ idx 5 COUNT 5", "FT.CURSOR READ ? ? COUNT ?"),
        ("FT.SUGADD key text 1 INCR PAYLOAD p", "FT.SUGADD key ? ? INCR PAYLOAD ?"),
        ("FT.HYBRID idx SEARCH q VSIM @v $v LIMIT 0 5", "FT.HYBRID ? SEARCH ? VSIM ? ? LIMIT ? ?"),
    ]);
}

#[test]
fn sketches_show_keys() {
    check(&[
        ("BF.ADD key item", "BF.ADD key ?"),
        (
            "BF.INSERT key CAPACITY 5 NOCREATE ITEMS a ITEMS b",
            "BF.INSERT key CAPACITY ? NOCREATE ITEMS ? ? ?",
        ),
        ("BF.RESERVE key 0.1 5 EXPANSION 2", "BF.RESERVE key ? ? EXPANSION ?"),
        ("CF.RESERVE key 5 BUCKETSIZE 2", "CF.RESERVE key ? BUCKETSIZE ?"),
        ("CF.COMPACT key", "CF.COMPACT key"),
        ("CMS.INCRBY key a 1 b 2", "CMS.INCRBY key ? ? ? ?"),
        ("CMS.MERGE dest 2 a b WEIGHTS 1 2", "CMS.MERGE dest ? a b WEIGHTS ? ?"),
        (
            "TDIGEST.MERGE dest 2 a b COMPRESSION 5 OVERRIDE",
            "TDIGEST.MERGE dest 2 a b COMPRESSION ? OVERRIDE",
        ),
        ("TOPK.ADD key a b", "TOPK.ADD key ? ?"),
        ("VADD key REDUCE 5 FP32 blob element CAS Q8 EF 5", "VADD key REDUCE ? FP32 ? ? CAS Q8 EF ?"),
        ("VADD key VALUES 2 0.1 0.2 element SETATTR {}", "VADD key VALUES ? ? ? ? SETATTR ?"),
        ("VADD key FP32 blob CAS NOQUANT", "VADD key FP32 ? ? NOQUANT"),
        ("VSIM key ELE element WITHSCORES COUNT 5 FILTER .a>1", "VSIM key ELE ? WITHSCORES COUNT ? FILTER ?"),
        ("VSIM key VALUES 2 0.1 0.2 WITHSCORES", "VSIM key VALUES ? ? ? WITHSCORES"),
        ("VEMB key element RAW", "VEMB key ? RAW"),
    ]);
}

#[test]
fn time_series_show_keys_and_no_labels() {
    check(&[
        ("TS.ADD key * 7 RETENTION 5 LABELS a b", "TS.ADD key ? ? RETENTION ? LABELS ? ?"),
        (
            "TS.ADD key * 7 ON_DUPLICATE LAST LABELS RETENTION 5",
            "TS.ADD key ? ? ON_DUPLICATE LAST LABELS ? ?",
        ),
        (
            "TS.CREATE key ENCODING COMPRESSED LABELS a b c d",
            "TS.CREATE key ENCODING COMPRESSED LABELS ? ? ? ?",
        ),
        ("TS.CREATERULE a b AGGREGATION avg 60 0", "TS.CREATERULE a b AGGREGATION avg ? ?"),
        ("TS.MADD a * 1 b * 2", "TS.MADD a ? ? b ? ?"),
        (
            "TS.RANGE key - + FILTER_BY_TS 1 2 COUNT 5 AGGREGATION avg 60",
            "TS.RANGE key ? ? FILTER_BY_TS ? ? COUNT ? AGGREGATION ? ?",
        ),
        (
            "TS.RANGE key - + ALIGN 0 AGGREGATION avg 60 BUCKETTIMESTAMP mid EMPTY",
            "TS.RANGE key ? ? ALIGN ? AGGREGATION ? ? BUCKETTIMESTAMP mid EMPTY",
        ),
        (
            "TS.MRANGE - + WITHLABELS FILTER a=b c=d GROUPBY a REDUCE MAX",
            "TS.MRANGE ? ? WITHLABELS FILTER ? ? GROUPBY ? REDUCE MAX",
        ),
        ("TS.MGET SELECTED_LABELS a b FILTER a=b", "TS.MGET SELECTED_LABELS ? ? FILTER ?"),
        ("TS.NRANGE 2 a b - + COUNT 5", "TS.NRANGE 2 a b ? ? COUNT ?"),
        ("TS.READ key 0 BLOCK 5 1", "TS.READ key ? BLOCK ? ?"),
    ]);
}
