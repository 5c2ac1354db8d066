CREATE TABLE jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload text NOT NULL,
    -- When the job may run. A job that failed runs later.
    run_at timestamptz NOT NULL DEFAULT now(),
    -- How often the job was delivered, and when the last time.
    deliveries integer NOT NULL DEFAULT 0,
    delivered_at timestamptz,
    -- Set if done jobs are kept.
    done_at timestamptz,
    -- The context of the program that sent the job, in the form of the W3C.
    traceparent text,
    tracestate text,
    baggage text
);
CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE done_at IS NULL;
