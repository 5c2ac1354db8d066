//! The snippets of the book and of README compile: each page is the documentation of an item here.

pub mod markdown;

macro_rules! pages {
    ($($name:ident = $file:literal;)*) => {
        $(
            #[cfg(doctest)]
            #[doc = include_str!($file)]
            struct $name;
        )*

        /// The files of these pages.
        pub const PAGES: &[&str] = &[$($file),*];
    };
}

pages! {
    Readme = "../README.md";
    Introduction = "src/README.md";
    StartHere = "src/start-here.md";
    WhatIsRecorded = "src/what-is-recorded.md";
    Backends = "src/backends.md";
    Dashboard = "src/dashboard.md";
    FindSlowQueries = "src/find-slow-queries.md";
    Sampling = "src/sampling.md";
    Context = "src/context.md";
    YourOwnSpans = "src/your-own-spans.md";
    TestYourQueries = "src/test-your-queries.md";
    TraceYourDependencies = "src/trace-your-dependencies.md";
    Settings = "src/settings.md";
    Cost = "src/cost.md";
    Troubleshooting = "src/troubleshooting.md";
    WriteAnAdapter = "src/write-an-adapter.md";
    Versions = "src/versions.md";
    Comparison = "src/comparison.md";
}
